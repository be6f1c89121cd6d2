// Usage: node remember.mjs BUNDLE DIRECTORY
// Starts the bundled server with its data in the directory and, after the stop signal, stores V8's code cache of the
// program.
import { renameSync, writeFileSync } from "node:fs";
import { load, memoryOf } from "./load.mjs";

const [node, self, bundle, directory] = process.argv;
process.argv = [node, self, "serve", "--port", "0", "--data-dir", directory];
const script = load(bundle);
process.on("exit", (code) => {
  if (code !== 0) return;
  // Written whole or not at all, because V8 does not notice a damaged cache.
  writeFileSync(`${bundle}.${process.pid}`, script.createCachedData());
  renameSync(`${bundle}.${process.pid}`, memoryOf(bundle));
});
