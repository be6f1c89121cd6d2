import { spawnSync } from "node:child_process";

const steps = ["build", "typecheck", "lint", "format:check", "deps", "deadcode", "docs:check"];

// Every step runs, so that one run names everything that has to be corrected.
const failed = steps.filter((step) => {
  console.log(`\n── ${step}`);
  return spawnSync("npm", ["run", "--silent", step], { stdio: "inherit" }).status !== 0;
});

console.log(failed.length === 0 ? "\ncheck: all steps passed" : `\ncheck: failed: ${failed.join(", ")}`);
process.exitCode = failed.length === 0 ? 0 : 1;
