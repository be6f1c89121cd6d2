import { StoreUnavailable } from "../port/unavailable.ts";

/**
 * Failures of the disk or of locks, which are temporary or can be repaired, as opposed to a wrong statement: SQLite's
 * primary result codes.
 */
const PASSING: ReadonlyMap<number, string> = new Map([
  [5, "BUSY"],
  [6, "LOCKED"],
  [7, "NOMEM"],
  [8, "READONLY"],
  [10, "IOERR"],
  [13, "FULL"],
  [14, "CANTOPEN"],
  [15, "PROTOCOL"],
]);
/** The upper bits of an extended result code give the detail. */
const PRIMARY_BITS = 0xff;

export function unavailable(error: unknown): StoreUnavailable | null {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  if (typeof code !== "number") return null;
  const name = PASSING.get(code & PRIMARY_BITS);
  return name === undefined ? null : new StoreUnavailable(`SQLite: ${name} (${code})`, { cause: error });
}
