import type { StoreSetup } from "../port/setup.ts";
import { openWriter } from "./connection.ts";
import { accountKey, firstRows } from "../first-rows.ts";
import { migrateSqlite } from "./migrate.ts";

const FIND_ACCOUNT = "SELECT account_id FROM directory_entries WHERE key = ?";

export function setUpSqlite(path: string): StoreSetup {
  const database = openWriter(path);
  return {
    migrate: async (now, migrations) => migrateSqlite(database, now, migrations),

    distribute: () => Promise.reject(new Error("only a Citus cluster distributes tables: --citus needs DATABASE_URL")),

    findAccount: async (name) => {
      const id = database.value(FIND_ACCOUNT, accountKey(name));
      return id === undefined ? null : Number(id);
    },

    ensureAccount: async (name, now) =>
      database.immediately(() => {
        const known = database.value(FIND_ACCOUNT, accountKey(name));
        if (known !== undefined) return Number(known);
        const made = database.value(
          `INSERT INTO accounts (id, name, created_at)
           SELECT coalesce(max(id), 0) + 1, ?, ? FROM accounts RETURNING id`,
          name,
          now,
        );
        const id = Number(made);
        for (const { statement, values } of firstRows({ id, name }, now, () => "?")) {
          database.prepare(statement).run(...values);
        }
        return id;
      }),

    secretKeyCheck: async () => {
      const check = database.value("SELECT secret_key_check FROM installation");
      return typeof check === "string" ? check : null;
    },

    checkSecretKey: async (check) => {
      database.prepare("INSERT OR IGNORE INTO installation (id, secret_key_check) VALUES (1, ?)").run(check);
      return database.value("SELECT secret_key_check FROM installation") === check;
    },

    isHeld: async () => Number(database.value("SELECT held FROM installation") ?? 0) === 1,

    hold: async (held) => {
      database.prepare("UPDATE installation SET held = ?").run(held ? 1 : 0);
    },

    close: async () => {
      database.close();
    },
  };
}
