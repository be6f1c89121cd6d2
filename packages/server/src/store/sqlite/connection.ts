import { Database } from "./database.ts";
import { unavailable } from "./errors.ts";

/**
 * Rarer copies avoid writing hot pages repeatedly.
 * @limit Commits: pages of SQLite's write-ahead log after which it is copied into the database.
 */
const CHECKPOINT_PAGES = 16_000;
const CACHE_KIB = 64 * 1_024;
/**
 * @limit Commits: time for which SQLite's writer waits for the write lock of another process, such as a command-line
 * command.
 */
const BUSY_TIMEOUT_MS = 5_000;
/** @limit Commits: wait before SQLite's journal mode is set again while another process holds the lock. */
const MODE_RETRY_MS = 5;

/** The one connection that writes. `synchronous=FULL` makes a commit durable when it returns. */
export function openWriter(path: string): Database {
  const database = new Database(path, { readOnly: false });
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  useWriteAheadLog(database);
  database.exec("PRAGMA synchronous = FULL");
  database.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  return database;
}

/**
 * The first change of a new file to this mode needs the file alone, and SQLite refuses at once instead of waiting, so
 * processes started together take turns.
 */
function useWriteAheadLog(database: Database): void {
  for (const until = Date.now() + BUSY_TIMEOUT_MS; ;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      if (Date.now() >= until || unavailable(error) === null) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, MODE_RETRY_MS);
  }
}

/** A connection for reads; it never waits for the writer. */
export function openReader(path: string): Database {
  const database = new Database(path, { readOnly: true });
  database.exec("PRAGMA cache_size = -16384");
  database.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  return database;
}
