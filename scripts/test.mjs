import { parseCLI, startVitest } from "vitest/node";
import { build } from "./build.mjs";

// The reporter ends the output of a run; a failure before that must end it alike.
function failBeforeRun() {
  console.log("0 passed, 1 failed");
  process.exit(1);
}

if (build() !== 0) failBeforeRun();

const { filter, options } = parseCLI(["vitest", "run", ...process.argv.slice(2)]);
const vitest = await startVitest("test", filter, options).catch((error) => {
  console.error(error);
  failBeforeRun();
});
await vitest.exit();
