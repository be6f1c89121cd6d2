import { createRequire } from "node:module";

const load = createRequire(import.meta.url);

/** undici, loaded by the first call: it is large, and a server that has nobody to send to never needs it. */
export function undici(): typeof import("undici") {
  return load("undici") as typeof import("undici");
}
