import pg from "pg";

/** Readers at once; writing needs one connection, roles and notices one each. */
const READ_CONNECTIONS = 8;
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement that runs longer is ended by the server and its caller told to try again. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** A process that stalls inside a transaction must not hold its account's lock for long. */
const IDLE_IN_TRANSACTION_MS = 10_000;

function settings(url: string, name: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: `plimsoll ${name}`,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
  };
}

export function readPool(url: string): pg.Pool {
  const pool = new pg.Pool({ ...settings(url, "read"), max: READ_CONNECTIONS });
  // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
  pool.on("error", () => undefined);
  return pool;
}

/** A connection of its own, for a transaction or a session lock. Rejects when the server cannot be reached. */
export async function connect(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client(settings(url, name));
  client.on("error", () => undefined);
  await client.connect();
  return client;
}
