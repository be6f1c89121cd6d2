import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");

/**
 * Builds the changed parts of a project and returns the compiler's exit code. Its output goes to stderr: stdout is the
 * caller's.
 */
export function build(project = "tsconfig.build.json") {
  const { status } = spawnSync(process.execPath, [tsc, "-b", project], {
    cwd: root,
    stdio: ["ignore", process.stderr, process.stderr],
  });
  return status ?? 1;
}
