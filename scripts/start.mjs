import { fileURLToPath } from "node:url";
import { build } from "./build.mjs";

const main = new URL("../packages/server/dist/main.js", import.meta.url);

const status = build();
if (status !== 0) process.exit(status);

// In this process rather than a child, so that a signal meant for the server reaches it.
process.argv[1] = fileURLToPath(main);
await import(main.href);
