import type pg from "pg";
import { MIGRATIONS } from "../migrations/index.ts";
import type { Dialect } from "../migrations/migration.ts";

/** `hot` leaves room on each page, so that an update stays on its page and touches no index. */
const DIALECT: Dialect = {
  int: "bigint",
  // Bytes in order, as in SQLite and JavaScript: the same lists on every server, whatever its locale.
  text: 'text COLLATE "C"',
  keyed: "",
  plain: "",
  hot: "WITH (fillfactor = 60)",
  keyedHot: "WITH (fillfactor = 60)",
};

/** An arbitrary number that only Plimsoll's migrations lock. */
const LOCK = 7_450_911_233;

/** Brings the schema up to date and says which versions it applied. A second process waits for the lock and finds nothing left to do. */
export async function migratePostgres(client: pg.Client, now: number): Promise<number[]> {
  await client.query("BEGIN");
  try {
    await client.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    await client.query(
      "CREATE TABLE IF NOT EXISTS migrations (version bigint PRIMARY KEY, name text NOT NULL, applied_at bigint NOT NULL)",
    );
    const { rows } = await client.query<{ version: string }>("SELECT version FROM migrations");
    const done = new Set(rows.map(({ version }) => Number(version)));
    const applied: number[] = [];
    for (const migration of MIGRATIONS) {
      if (done.has(migration.version)) continue;
      await client.query("INSERT INTO migrations (version, name, applied_at) VALUES ($1, $2, $3)", [
        migration.version,
        migration.name,
        now,
      ]);
      for (const statement of migration.statements(DIALECT)) await client.query(statement);
      applied.push(migration.version);
    }
    await client.query("COMMIT");
    return applied;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => undefined);
    throw error;
  }
}
