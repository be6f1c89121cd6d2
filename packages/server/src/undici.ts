import { loadLate } from "./load-late.ts";

/** undici, loaded by the first call: it is large, and a server that has nobody to send to never needs it. */
export function undici(): typeof import("undici") {
  return loadLate("undici") as typeof import("undici");
}
