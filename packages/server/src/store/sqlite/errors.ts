import { StoreUnavailable } from "../store.ts";

/** Trouble of the disk or of locks, which passes or is mended, as opposed to a statement that is wrong. */
const PASSING = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|NOMEM|PROTOCOL)/;

export function unavailable(error: unknown): StoreUnavailable | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && PASSING.test(code)
    ? new StoreUnavailable(`SQLite: ${code}`, { cause: error })
    : null;
}
