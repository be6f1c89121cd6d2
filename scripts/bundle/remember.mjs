// Usage: node --import remember.mjs MAIN …
// At the end of each thread, which has this module as well, stores V8's code cache of the bundled program that it ran.
import { renameSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import vm from "node:vm";
import { memoryOf } from "./load.mjs";

const scripts = new Map();

vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    if (options?.filename?.endsWith(".cjs")) scripts.set(options.filename, this);
  }
};
syncBuiltinESMExports();

process.on("exit", (code) => {
  if (code !== 0) return;
  for (const [file, script] of scripts) {
    // Written whole or not at all, because V8 does not notice a damaged cache.
    writeFileSync(`${file}.${process.pid}`, script.createCachedData());
    renameSync(`${file}.${process.pid}`, memoryOf(file));
  }
});
