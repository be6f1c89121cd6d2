import { Database } from "./database.ts";

/**
 * Restricts a data directory to one server. The lock is the operating system's lock on a file, so it ends with the
 * process, however that ends. Throws when another server has it.
 */
export function lockDataDirectory(path: string): { release(): void } {
  const database = new Database(path, { readOnly: false });
  try {
    // Without a busy timeout, so that the lock of another server is noticed at once.
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    throw new Error("another Plimsoll server is using this data directory", { cause: error });
  }
  return { release: () => database.close() };
}
