import { existsSync, readFileSync } from "node:fs";

/** The package's own manifest: the nearest above this code, wherever a build places it. */
function manifest(): URL {
  let directory = new URL(".", import.meta.url);
  for (;;) {
    const file = new URL("package.json", directory);
    if (existsSync(file)) return file;
    directory = new URL("..", directory);
  }
}

export const VERSION = (JSON.parse(readFileSync(manifest(), "utf8")) as { readonly version: string }).version;
