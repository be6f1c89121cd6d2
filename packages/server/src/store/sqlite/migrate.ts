import { MIGRATIONS } from "../migrations/index.ts";
import type { Dialect } from "../migrations/migration.ts";
import type { Database } from "./database.ts";

const DIALECT: Dialect = {
  int: "INTEGER",
  text: "TEXT",
  keyed: "STRICT, WITHOUT ROWID",
  plain: "STRICT",
  hot: "STRICT",
  keyedHot: "STRICT, WITHOUT ROWID",
};

/** Brings the schema up to date and says which versions it applied. The write lock makes a second process wait its turn. */
export function migrateSqlite(database: Database, now: number): number[] {
  return database.immediately(() => {
    database.exec(
      "CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT",
    );
    const done = new Set(
      database
        .prepare("SELECT version FROM migrations")
        .all()
        .map(([version]) => Number(version)),
    );
    const applied: number[] = [];
    for (const migration of MIGRATIONS) {
      if (done.has(migration.version)) continue;
      database
        .prepare("INSERT INTO migrations (version, name, applied_at) VALUES (?, ?, ?)")
        .run(migration.version, migration.name, now);
      for (const statement of migration.statements(DIALECT)) database.exec(statement);
      applied.push(migration.version);
    }
    return applied;
  });
}
