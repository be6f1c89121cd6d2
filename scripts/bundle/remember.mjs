// Usage: node remember.mjs BUNDLE DIRECTORY
// Starts the bundled server with its data in the directory and, when it has been told to stop, keeps what V8 has compiled on the way.
import { renameSync, writeFileSync } from "node:fs";
import { load, memoryOf } from "./load.mjs";

const [node, self, bundle, directory] = process.argv;
process.argv = [node, self, "serve", "--port", "0", "--data-dir", directory];
const script = load(bundle);
process.on("exit", (code) => {
  if (code !== 0) return;
  // Whole or not at all: V8 does not notice one that is damaged.
  writeFileSync(`${bundle}.${process.pid}`, script.createCachedData());
  renameSync(`${bundle}.${process.pid}`, memoryOf(bundle));
});
