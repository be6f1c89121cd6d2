import { createRequire } from "node:module";

/**
 * Loads, at the first call, a package that is not in the bundle. Not `import()`: the program is one script, which
 * cannot import.
 */
export const loadLate = createRequire(import.meta.url);
