import { fileURLToPath } from "node:url";
import bundle from "./bundle.mjs";

const main = new URL("../packages/server/dist/main.js", import.meta.url);

await bundle();

// In this process rather than a child, so that a signal meant for the server reaches it.
process.argv[1] = fileURLToPath(main);
await import(main.href);
