import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";

/** One after the other: they write what the others read. */
const writing = ["build", "typecheck"];
/** As many at once as there are processors; the longest first. */
const reading = ["lint", "docs:check", "deadcode", "deps", "format:check"];

// Every step runs, so that one run names everything that has to be corrected.
const failed = [];
for (const step of writing) await run(step);
const left = [...reading];
await Promise.all(Array.from({ length: availableParallelism() }, work));

console.log(failed.length === 0 ? "\ncheck: all steps passed" : `\ncheck: failed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;

async function work() {
  for (let step = left.shift(); step !== undefined; step = left.shift()) await run(step);
}

/** Prints a step's output as a whole, so that those of others do not come between. */
async function run(step) {
  const child = spawn("npm", ["run", "--silent", step], { stdio: ["ignore", "pipe", "pipe"] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => output.push(piece));
  const [code] = await once(child, "close");
  process.stdout.write(`\n── ${step}\n`);
  process.stdout.write(Buffer.concat(output));
  if (code !== 0) failed.push(step);
}
