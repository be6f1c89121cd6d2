// npm runs it after an install, so that the client can be used at once. An install without development dependencies has
// no compiler, and builds nothing.
import { createRequire } from "node:module";

try {
  createRequire(import.meta.url).resolve("typescript-7/package.json");
} catch {
  process.exit(0);
}
const { build } = await import("./build.mjs");
process.exit(build("packages/client"));
