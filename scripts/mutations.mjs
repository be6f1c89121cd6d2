// Breaks the product on purpose, one line at a time, and checks that a test fails: `node scripts/mutations.mjs [words
// of a name]`. A line whose change no test notices may be lost unnoticed. Run it when tests are rewritten; it is not
// part of a test run.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MUTATIONS } from "./mutation-list.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const words = process.argv.slice(2);
const chosen = MUTATIONS.filter(({ name }) => words.every((word) => name.includes(word)));
let unnoticed = 0;
for (const mutation of chosen) {
  const outcome = outcomeOf(mutation);
  if (!outcome.startsWith("noticed")) unnoticed += 1;
  console.log(`${mutation.name}: ${outcome}`);
}
console.log(`${chosen.length - unnoticed} of ${chosen.length} noticed`);
process.exitCode = unnoticed === 0 ? 0 : 1;

function outcomeOf({ file, from, to, tests }) {
  const original = readFileSync(ROOT + file, "utf8");
  if (original.split(from).length !== 2) return `"${from}" does not occur once in ${file}`;
  const restore = () => writeFileSync(ROOT + file, original);
  // The tests run while this process waits, so that it handles an interruption afterwards.
  process.once("exit", restore);
  try {
    writeFileSync(
      ROOT + file,
      original.replace(from, () => to),
    );
    const { status, stdout, stderr } = spawnSync("npx", ["vitest", "run", "--project", "unit", ...tests], {
      cwd: ROOT,
      encoding: "utf8",
    });
    const failed = [
      // oxlint-disable-next-line no-control-regex -- of colours
      ...(stdout + stderr).replaceAll(/\u001b\[[0-9;]*m/g, "").matchAll(/^\s*FAIL\s+(?:unit\s+)?(.+)$/gm),
    ];
    if (status === 0) return "NOT NOTICED";
    return failed.length === 0 ? "the tests did not run" : `noticed by ${failed[0][1].trim()}`;
  } finally {
    restore();
    process.removeListener("exit", restore);
  }
}
