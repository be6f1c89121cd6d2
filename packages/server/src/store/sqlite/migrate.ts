import { MIGRATIONS } from "../migrations/index.ts";
import type { Dialect, Migration } from "../migrations/migration.ts";
import { pendingMigrations } from "../migrations/pending.ts";
import type { Database } from "./database.ts";

const DIALECT: Dialect = {
  int: "INTEGER",
  text: "TEXT",
  keyed: "STRICT, WITHOUT ROWID",
  plain: "STRICT",
  hot: "STRICT",
  keyedHot: "STRICT, WITHOUT ROWID",
};

/** Applies the pending migrations in one transaction and returns their versions. The write lock makes a second process wait its turn. */
export function migrateSqlite(
  database: Database,
  now: number,
  migrations: readonly Migration[] = MIGRATIONS,
): number[] {
  return database.immediately(() => {
    database.exec(
      "CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT",
    );
    const applied = database
      .prepare("SELECT version, name FROM migrations ORDER BY version")
      .all()
      .map(([version, name]) => ({ version: Number(version), name: String(name) }));
    const pending = pendingMigrations(applied, migrations);
    for (const migration of pending) {
      database
        .prepare("INSERT INTO migrations (version, name, applied_at) VALUES (?, ?, ?)")
        .run(migration.version, migration.name, now);
      for (const statement of migration.statements(DIALECT)) database.exec(statement);
    }
    return pending.map(({ version }) => version);
  });
}
