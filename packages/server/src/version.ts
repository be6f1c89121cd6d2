import { readFileSync } from "node:fs";

/** From the package's own manifest, which stands beside the built code. */
export const VERSION = (
  JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { readonly version: string }
).version;
