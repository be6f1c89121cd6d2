import { fileURLToPath } from "node:url";
import bundle from "./bundle.mjs";

const main = new URL("../packages/server/dist/main.js", import.meta.url);

await bundle();

// npm prints the script's name and text before its output unless it is called with --silent.
const { npm_lifecycle_event: byNpm, npm_config_loglevel: level } = process.env;
if (byNpm !== undefined && level !== "silent" && process.argv.includes("--json")) {
  console.error('npm prints lines of its own before the JSON; "npm --silent start -- …" leaves them out');
}

// In this process rather than a child, so that a signal meant for the server reaches it.
process.argv[1] = fileURLToPath(main);
await import(main.href);
