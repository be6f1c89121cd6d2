import { Database } from "./database.ts";
import { openWriter } from "./connection.ts";

/**
 * Writes the database as it is at one moment to a new file. Batches are committed meanwhile: the copy is made in a
 * read transaction of its own.
 */
export function copyConsistently(source: string, target: string): void {
  const database = openWriter(source);
  try {
    database.prepare("VACUUM INTO ?").run(target);
  } finally {
    database.close();
  }
}

/** Moves what the write-ahead log has into the file, so that it may be renamed alone. Throws while it is in use. */
export function gatherInFile(path: string): void {
  const database = openWriter(path);
  try {
    if (database.value("PRAGMA wal_checkpoint(TRUNCATE)") !== 0n) throw new Error(`${path} is in use`);
  } finally {
    database.close();
  }
}

/** Throws unless the file is a sound database; a foreign or damaged file is named. */
export function checkFile(path: string, shown: string): void {
  const database = new Database(path, { readOnly: true });
  try {
    const problem = database.value("PRAGMA integrity_check(1)");
    if (problem !== "ok") throw new Error(String(problem));
    if (database.value("SELECT count(*) FROM sqlite_master WHERE name = 'installation'") !== 1n) {
      throw new Error("it is not a Plimsoll database");
    }
  } catch (error) {
    throw new Error(`${shown} cannot be restored: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    database.close();
  }
}
