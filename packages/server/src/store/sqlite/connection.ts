import Database from "better-sqlite3";

/** Pages of write-ahead log after which it is copied into the database: rarer copies save writing hot pages again and again. */
const CHECKPOINT_PAGES = 16_000;
const CACHE_KIB = 64 * 1_024;
/** Another process of ours (a CLI command) may hold the write lock for a moment. */
const BUSY_TIMEOUT_MS = 5_000;

/** The one connection that writes. `synchronous=FULL` makes a commit durable when it returns. */
export function openWriter(path: string): Database.Database {
  const database = new Database(path);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma(`cache_size = -${CACHE_KIB}`);
  database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  database.defaultSafeIntegers(true);
  return database;
}

/** A connection for reads; it never waits for the writer. */
export function openReader(path: string): Database.Database {
  const database = new Database(path, { readonly: true });
  database.pragma("cache_size = -16384");
  database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  database.defaultSafeIntegers(true);
  return database;
}
