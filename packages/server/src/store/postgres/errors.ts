import { StoreUnavailable, StoreUnreachable } from "../port/unavailable.ts";
import type { PostgresTarget } from "../postgres-target.ts";

/**
 * Classes of SQLSTATE that mean "not now": connection, resources, operator intervention, system error, insufficient
 * privilege of a standby.
 */
const PASSING = /^(08|53|57|58|25006|25P03|25P04|55000|55P03|XX001)/;
const CONTENTION = /^(40001|40P01)$/;
/** The server has ended the session: its transaction is rolled back unless its COMMIT had been sent. */
const ENDED = /^(08|57P0|25P04)/;
/**
 * The server ended the session because it waited for the transaction's next statement, so it carried out none of the
 * later ones.
 */
const ENDED_WHILE_WAITING = "25P03";
/**
 * A prepared statement that does not exist, or exists already: this is another session than the one that prepared it.
 */
const ANOTHER_SESSION = /^(26000|42P05)$/;

/** The batch lost a race that PostgreSQL settles by making one side start over. */
export function isContention(error: unknown): boolean {
  return CONTENTION.test(sqlState(error) ?? "");
}

/** A row with the same unique key exists. */
export function isDuplicate(error: unknown): boolean {
  return sqlState(error) === "23505";
}

/** No response arrived on the connection in time: the server or the network may be down or busy. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

/** The session has ended, as opposed to a statement that failed or got no response. */
export function isLost(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return isLost(error.cause);
  if (!(error instanceof Error) || isSilence(error)) return false;
  const state = sqlState(error);
  return state === null || ENDED.test(state) || state === ENDED_WHILE_WAITING;
}

/** The session has ended, and with it everything in its open transaction, the COMMIT included. */
export function isLostWhileWaiting(error: unknown): boolean {
  if (error instanceof StoreUnavailable) return isLostWhileWaiting(error.cause);
  return sqlState(error) === ENDED_WHILE_WAITING;
}

/** Turns the driver's errors into `StoreUnavailable` when the database, not the statement, fails. */
export function translated(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error;
  const state = sqlState(error);
  if (state !== null && ANOTHER_SESSION.test(state)) {
    return new StoreUnavailable(`PostgreSQL: ${messageOf(error)}; ${POOLED_BY_TRANSACTION}`, { cause: error });
  }
  // The driver's own errors (refused, reset, ended, timed out) carry no SQLSTATE.
  const passing = state === null ? error instanceof Error : PASSING.test(state);
  if (!passing) return error;
  return new StoreUnavailable(`PostgreSQL: ${messageOf(error)}`, { cause: error });
}

/** Why no server can work behind such a pooler, and the remedy. */
export const POOLED_BY_TRANSACTION =
  "the pooler in front of PostgreSQL gives each transaction another session, but Plimsoll keeps locks, notices and prepared statements in its sessions: set pool_mode = session, or connect to PostgreSQL itself";

/** A connection that cannot be made now, for whatever reason. Names the server and the remedy. */
export function connectFailure({ server }: PostgresTarget, error: unknown): StoreUnavailable {
  if (error instanceof StoreUnavailable) return error;
  return new StoreUnreachable(`PostgreSQL at ${server}: ${reasonOf(error)}`, { cause: error });
}

const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT.*|CERT_UNTRUSTED)$/;

function reasonOf(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  const message = messageOf(error);
  if (typeof code === "string" && UNTRUSTED.test(code)) {
    return `its certificate is not trusted (${message}); name its authority's certificate in sslrootcert`;
  }
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `its certificate is for another name (${message}); sslmode=verify-ca does not compare names`;
  }
  if (message === "The server does not support SSL connections") {
    return "it does not offer TLS; sslmode=disable connects without";
  }
  if (message === "timeout expired" || isSilence(error)) return "it does not respond in time";
  return message;
}

/** Several addresses of one name fail together, under an uninformative message. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(messageOf).join(", ");
  return error instanceof Error ? error.message : String(error);
}

/** Five characters of an existing class; the system's own codes are similar (EPIPE), but none of them matches. */
const SQL_STATE = /^[0-9FHPX][0-9A-Z]{4}$/;

function sqlState(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && SQL_STATE.test(code) ? code : null;
}
