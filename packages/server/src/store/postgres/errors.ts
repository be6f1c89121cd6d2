import { StoreUnavailable } from "../store.ts";

/** Classes of SQLSTATE that say "not now": connection, resources, operator intervention, system error, insufficient privilege of a standby. */
const PASSING = /^(08|53|57|58|25006|55000|55P03|XX001)/;
const CONTENTION = /^(40001|40P01)$/;

/** The batch lost a race that PostgreSQL settles by asking one side to start over. */
export function isContention(error: unknown): boolean {
  return CONTENTION.test(sqlState(error) ?? "");
}

/** Turns what the driver throws into `StoreUnavailable` when the database, not the statement, is the matter. */
export function translated(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error;
  const state = sqlState(error);
  // The driver's own errors (refused, reset, ended, timed out) carry no SQLSTATE.
  const passing = state === null ? error instanceof Error : PASSING.test(state);
  if (!passing) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new StoreUnavailable(`PostgreSQL: ${message}`, { cause: error });
}

/** Five characters of a class that exists; the system's own codes look alike (EPIPE) but none of them is one. */
const SQL_STATE = /^[0-9FHPX][0-9A-Z]{4}$/;

function sqlState(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && SQL_STATE.test(code) ? code : null;
}
