import type pg from "pg";
import { MIGRATIONS } from "../migrations/index.ts";
import type { Dialect, Migration } from "../migrations/migration.ts";
import { pendingMigrations } from "../migrations/pending.ts";

/** `hot` leaves room on each page, so that an update stays on its page and touches no index. */
const DIALECT: Dialect = {
  int: "bigint",
  // Sorted by bytes, as in SQLite and JavaScript: lists have the same order on every server, whatever its locale.
  text: 'text COLLATE "C"',
  keyed: "",
  plain: "",
  hot: "WITH (fillfactor = 60)",
  keyedHot: "WITH (fillfactor = 60)",
};

/** An arbitrary number that only Plimsoll's migrations lock. */
const LOCK = 7_450_911_233;

/** Applies the pending migrations in one transaction and returns their versions. A second process waits for the lock and then finds none. */
export async function migratePostgres(
  client: pg.Client,
  now: number,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<number[]> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    await client.query(
      "CREATE TABLE IF NOT EXISTS migrations (version bigint PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)",
    );
    const { rows } = await client.query<{ version: string; name: string }>(
      "SELECT version, name FROM migrations ORDER BY version",
    );
    const pending = pendingMigrations(
      rows.map(({ version, name }) => ({ version: Number(version), name })),
      migrations,
    );
    for (const migration of pending) {
      await client.query("INSERT INTO migrations (version, name, applied_at) VALUES ($1, $2, $3)", [
        migration.version,
        migration.name,
        now,
      ]);
      for (const statement of migration.statements(DIALECT)) await client.query(statement);
    }
    await client.query("COMMIT");
    return pending.map(({ version }) => version);
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
