import type { PostgresPool, PostgresPoolClient } from "kysely";
import pg from "pg";
import { connectFailure, isLost, isSilence } from "./errors.ts";
import { sessionOf } from "./pooler.ts";
import type { PostgresTarget } from "../postgres-target.ts";

/** @limit PostgreSQL: connections of each process that read; writing needs one more, roles and notices one each. */
const READ_CONNECTIONS = 8;
/** @limit PostgreSQL: time for a connection to open. */
const CONNECT_TIMEOUT_MS = 5_000;
/** @limit PostgreSQL: time after which PostgreSQL ends a statement; its caller receives a retryable error. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** @limit PostgreSQL: time for a batch's statement; past it the connection is considered dead and dropped. */
const WRITE_ANSWER_MS = 5_000;
/** @limit PostgreSQL: time for a read of a request; past it the connection is considered dead and dropped. */
const READ_ANSWER_MS = 8_000;
/** @limit PostgreSQL: time for a card enquiry's read, connecting included, because its caller waits no longer. */
const ENQUIRY_ANSWER_MS = 1_000;
/**
 * PostgreSQL then ends the session, and the batch starts over.
 * @limit PostgreSQL: time for which a process that stalls inside a batch may hold its accounts' locks.
 */
const IDLE_IN_BATCH_MS = 1_500;
/** @limit PostgreSQL: time for which any other transaction may stand still. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/**
 * Every statement of a batch, and of an enquiry, finds its rows by an index. The planner does not know how many rows an
 * array holds and assumes that tables are as small as they once were; without these settings it would plan each
 * statement again, and now and then scan a table. Citus finds a statement's node by its parameters, and a generic plan has none.
 */
export const KEYED_PLANS =
  "SELECT set_config('plan_cache_mode', 'force_generic_plan', false) WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'citus'); " +
  "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";

interface SessionKind {
  readonly name: string;
  readonly connectMs: number;
  readonly answerMs: number;
  /** Set when the session begins, because a pooler would refuse them as parameters of the connection. */
  readonly settings: string;
}

function limits(idleInTransactionMs: number): string {
  return `SET statement_timeout = ${STATEMENT_TIMEOUT_MS}; SET idle_in_transaction_session_timeout = ${idleInTransactionMs}`;
}

const READ: SessionKind = {
  name: "read",
  connectMs: CONNECT_TIMEOUT_MS,
  answerMs: READ_ANSWER_MS,
  settings: limits(IDLE_IN_TRANSACTION_MS),
};
/** For commands, which may read a long time: PostgreSQL itself ends what takes too long. */
const COMMAND_READ: SessionKind = { ...READ, answerMs: STATEMENT_TIMEOUT_MS };
const ENQUIRIES: SessionKind = {
  name: "enquiries",
  connectMs: ENQUIRY_ANSWER_MS,
  answerMs: ENQUIRY_ANSWER_MS,
  settings: `${limits(IDLE_IN_TRANSACTION_MS)}; ${KEYED_PLANS}`,
};
const WRITE: SessionKind = {
  name: "write",
  connectMs: CONNECT_TIMEOUT_MS,
  answerMs: WRITE_ANSWER_MS,
  settings: `${limits(IDLE_IN_BATCH_MS)}; ${KEYED_PLANS}`,
};
const SETUP: SessionKind = { ...READ, name: "setup", answerMs: STATEMENT_TIMEOUT_MS };

function configOf(
  { connectionString, ssl }: PostgresTarget,
  { name, connectMs, answerMs }: SessionKind,
): pg.ClientConfig {
  return {
    connectionString,
    ssl,
    application_name: `plimsoll ${name}`,
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
    keepAlive: true,
  };
}

/**
 * Connections for reads. When one has gone silent or has been ended, so have the others: all are dropped, and a read
 * that found its connection ended is sent once more.
 */
export function readPool(target: PostgresTarget, reader: "request" | "command"): PostgresPool {
  const kind = reader === "command" ? COMMAND_READ : READ;
  let pool = newPool(target, kind);
  const replace = (bad: pg.Pool) => {
    if (bad !== pool) return;
    pool = newPool(target, kind);
    bad.end().catch(() => undefined);
  };
  const checkOut = async () => {
    const from = pool;
    try {
      return { client: await from.connect(), from };
    } catch (error) {
      throw connectFailure(target, error);
    }
  };
  return {
    connect: async () => {
      let { client, from } = await checkOut();
      let begun = false;
      let broken = false;
      const send = async (text: string, values: readonly unknown[]) => {
        try {
          const result = await client.query(text, [...values]);
          begun = true;
          return result;
        } catch (error) {
          broken = isSilence(error) || isLost(error);
          if (broken) {
            destroy(client);
            replace(from);
          }
          throw error;
        }
      };
      const query = async (text: string, values: readonly unknown[]) => {
        try {
          return await send(text, values);
        } catch (error) {
          // A statement within a transaction cannot be repeated alone, and a silent server has used up its time
          // already.
          if (begun || !isLost(error)) throw error;
        }
        const next = await checkOut();
        client.release(true);
        ({ client, from } = next);
        broken = false;
        return send(text, values);
      };
      return {
        query: query as unknown as PostgresPoolClient["query"],
        release: () => client.release(broken),
      };
    },
    end: () => pool.end(),
  };
}

function newPool(target: PostgresTarget, kind: SessionKind): pg.Pool {
  const pool = new pg.Pool({
    ...configOf(target, kind),
    max: READ_CONNECTIONS,
    // oxlint-disable-next-line typescript/no-misused-promises -- the pool waits for it, whatever its types say
    onConnect: prepareReader,
  });
  // A broken connection fails its query, and the next query gets a new one; without listeners, idle or in use, its
  // error would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

async function prepareReader(client: pg.ClientBase): Promise<void> {
  try {
    await client.query(READ.settings);
  } catch (error) {
    destroy(client);
    throw error;
  }
}

/** Ends a connection without waiting for the other side, which may never respond. */
export function destroy(client: pg.ClientBase): void {
  const { connection } = client as unknown as { readonly connection?: { readonly stream?: { destroy(): void } } };
  connection?.stream?.destroy();
}

/** @limit PostgreSQL: time for a connection to close in order. */
const GOODBYE_MS = 500;

/** Closes a connection in order. One that no longer works would never confirm its end, so the wait is bounded. */
export async function end(client: pg.Client): Promise<void> {
  const timeout = setTimeout(() => destroy(client), GOODBYE_MS);
  await client.end().catch(() => undefined);
  clearTimeout(timeout);
}

/** A connection for card enquiries. `onEnd` is called when it can no longer be used. */
export function connectForEnquiries(target: PostgresTarget, onEnd: (client: pg.Client) => void): Promise<pg.Client> {
  return open(target, ENQUIRIES, onEnd);
}

/**
 * A connection for batches, and the server process that sends their notices. `onEnd` is called when it can no longer be
 * used.
 */
export async function connectForBatches(
  target: PostgresTarget,
  onEnd: (client: pg.Client) => void,
): Promise<{ readonly client: pg.Client; readonly processId: number }> {
  const client = await open(target, WRITE, onEnd);
  try {
    return { client, processId: await sessionOf(client) };
  } catch (error) {
    destroy(client);
    throw connectFailure(target, error);
  }
}

/** A connection of its own, for notices or a session lock. Rejects with `StoreUnavailable` when the server cannot be reached. */
export function connect(target: PostgresTarget, name: string): Promise<pg.Client> {
  return open(target, { ...READ, name, answerMs: WRITE_ANSWER_MS }, () => undefined);
}

/** A connection that statements may keep busy for long. */
export function connectForSetup(target: PostgresTarget): Promise<pg.Client> {
  return open(target, SETUP, () => undefined);
}

async function open(target: PostgresTarget, kind: SessionKind, onEnd: (client: pg.Client) => void): Promise<pg.Client> {
  const client = new pg.Client(configOf(target, kind));
  client.on("error", () => onEnd(client));
  client.on("end", () => onEnd(client));
  try {
    await client.connect();
    await client.query(kind.settings);
  } catch (error) {
    destroy(client);
    throw connectFailure(target, error);
  }
  return client;
}
