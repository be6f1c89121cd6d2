import type { StoreSetup } from "../store.ts";
import { openWriter } from "./connection.ts";
import { migrateSqlite } from "./migrate.ts";

export function setUpSqlite(path: string): StoreSetup {
  const database = openWriter(path);
  return {
    migrate: async (now) => migrateSqlite(database, now),

    findAccount: async (name) => {
      const id = database.prepare("SELECT id FROM accounts WHERE name = ?").pluck().get(name);
      return id === undefined ? null : Number(id);
    },

    ensureAccount: async (name, now) => {
      const find = database.prepare("SELECT id FROM accounts WHERE name = ?").pluck();
      const ensure = database.transaction(() => {
        const existing = find.get(name);
        if (existing !== undefined) return Number(existing);
        const { lastInsertRowid } = database
          .prepare(
            `INSERT INTO accounts (id, name, wallet_count, transaction_count, event_count, alert_count, created_at)
             SELECT coalesce(max(id), 0) + 1, ?, 0, 0, 0, 0, ? FROM accounts`,
          )
          .run(name, now);
        return Number(lastInsertRowid);
      });
      return ensure.immediate();
    },

    checkSecretKey: async (check) => {
      database.prepare("INSERT OR IGNORE INTO installation (id, secret_key_check) VALUES (1, ?)").run(check);
      return database.prepare("SELECT secret_key_check FROM installation").pluck().get() === check;
    },

    close: async () => {
      database.close();
    },
  };
}
