import type { PostgresPool, PostgresPoolClient } from "kysely";
import pg from "pg";

/** Readers at once; writing needs one connection, roles and notices one each. */
const READ_CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement that runs longer is ended by the server and its caller told to try again. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** A batch's statement that is not answered in this time is given up with its connection: the server or the way to it is gone. */
const WRITE_ANSWER_MS = 5_000;
/** The same for reads. */
const READ_ANSWER_MS = 8_000;
/** The same for card enquiries, whose callers wait no longer; it is also their time to connect. */
const ENQUIRY_ANSWER_MS = 1_000;
/** A process that stalls inside a transaction must not hold its account's lock for long. */
const IDLE_IN_TRANSACTION_MS = 10_000;

function settings(url: string, name: string, answerMs: number): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: `plimsoll ${name}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: answerMs,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
  };
}

/** Connections for reads. When one has fallen silent, the others have too: all are given up and made anew. */
export function readPool(url: string): PostgresPool {
  let pool = newPool(url);
  const replace = (silent: pg.Pool) => {
    if (silent !== pool) return;
    pool = newPool(url);
    silent.end().catch(() => undefined);
  };
  return {
    connect: async () => {
      const from = pool;
      const client = await from.connect();
      return watched(client, () => replace(from));
    },
    end: () => pool.end(),
  };
}

function newPool(url: string): pg.Pool {
  const pool = new pg.Pool({ ...settings(url, "read", READ_ANSWER_MS), max: READ_CONNECTIONS });
  // A connection that breaks fails its query and is replaced at the next; without listeners, idle or in use, it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

function watched(client: pg.PoolClient, onSilence: () => void): PostgresPoolClient {
  let silent = false;
  const query = async (text: string, values: readonly unknown[]) => {
    try {
      return await client.query(text, [...values]);
    } catch (error) {
      if (isSilence(error)) {
        silent = true;
        destroy(client);
        onSilence();
      }
      throw error;
    }
  };
  return { query: query as unknown as PostgresPoolClient["query"], release: () => client.release(silent) };
}

function isSilence(error: unknown): boolean {
  return error instanceof Error && error.message === "Query read timeout";
}

/** Ends a connection without asking the other side, which may never answer. */
export function destroy(client: pg.ClientBase): void {
  const { connection } = client as unknown as { readonly connection?: { readonly stream?: { destroy(): void } } };
  connection?.stream?.destroy();
}

/**
 * Every statement of a batch, and of an enquiry, finds its rows by an index. The planner, which cannot know how many rows an array holds and
 * believes tables to be as small as they once were, would otherwise plan each time anew, and now and then read a table whole.
 */
export const KEYED_PLANS =
  "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";

/** A connection for card enquiries. `onEnd` is told when it can no longer be used. */
export async function connectForEnquiries(url: string, onEnd: (client: pg.Client) => void): Promise<pg.Client> {
  const own = settings(url, "enquiries", ENQUIRY_ANSWER_MS);
  const client = new pg.Client({ ...own, connectionTimeoutMillis: ENQUIRY_ANSWER_MS });
  client.on("error", () => onEnd(client));
  client.on("end", () => onEnd(client));
  try {
    await client.connect();
    await client.query(KEYED_PLANS);
  } catch (error) {
    destroy(client);
    throw error;
  }
  return client;
}

/** A connection of its own, for a transaction or a session lock. Rejects when the server cannot be reached. */
export async function connect(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client(settings(url, name, name === "setup" ? STATEMENT_TIMEOUT_MS : WRITE_ANSWER_MS));
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
