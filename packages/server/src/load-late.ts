import { createRequire } from "node:module";

/** Loads a package that is not in the started program, by the first call. Not `import()`: the program is one script, which cannot import. */
export const loadLate = createRequire(import.meta.url);
