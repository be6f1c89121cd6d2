import { StoreUnavailable } from "../store.ts";

/** Trouble of the disk or of locks, which passes or is mended, as opposed to a statement that is wrong: SQLite's primary result codes. */
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
/** The rest of an extended result code says more exactly what it was. */
const PRIMARY_BITS = 0xff;

export function unavailable(error: unknown): StoreUnavailable | null {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  if (typeof code !== "number") return null;
  const name = PASSING.get(code & PRIMARY_BITS);
  return name === undefined ? null : new StoreUnavailable(`SQLite: ${name} (${code})`, { cause: error });
}
