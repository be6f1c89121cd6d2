import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { constants, Script } from "node:vm";

/** Runs a bundled program, a CommonJS file, and returns its script. */
export function load(file) {
  const script = compile(file);
  const program = { exports: {} };
  script.runInThisContext()(program.exports, createRequire(file), program, file, dirname(file));
  return script;
}

/**
 * V8's code cache of the program is next to it. V8 itself refuses a cache of another version (`cachedDataRejected`),
 * and the program is compiled as if there were none. The program is ASCII, which needs no decoding.
 */
export function compile(file) {
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "latin1")}\n})`;
  return new Script(source, {
    filename: file,
    cachedData: remembered(memoryOf(file)),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/** V8 compares versions, flags and the length of the source, so the file's name has to change with its contents. */
export function memoryOf(file) {
  return file.replace(/\.cjs$/, ".cache");
}

function remembered(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
