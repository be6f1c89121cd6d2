import type { Maintenance, MaintainedValue, Sql } from "../maintenance/maintenance.ts";
import { openWriter } from "./connection.ts";
import type { Database } from "./database.ts";

export function maintainSqlite(path: string): Maintenance {
  const database = openWriter(path);
  const sql = statementsOn(database);
  const transaction: Maintenance["transaction"] = async (work) => {
    database.exec("BEGIN IMMEDIATE");
    try {
      const result = await work(sql);
      database.exec("COMMIT");
      return result;
    } catch (error) {
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  };
  return {
    transaction,
    alone: (_accountId, work) => transaction(work),
    snapshot: transaction,
    tables: async () =>
      database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
        .all()
        .map(([name]) => String(name)),
    measure: async () => undefined,
    otherSessions: async () => 0,
    close: async () => database.close(),
  };
}

function statementsOn(database: Database): Sql {
  return {
    rows: async (text, ...values: readonly MaintainedValue[]) => database.prepare(text).all(...values),
    run: async (text, ...values: readonly MaintainedValue[]) => Number(database.prepare(text).run(...values).changes),
    insert: async ({ name, columns }, rows) => {
      const names = columns.map((column) => column.name).join(", ");
      const marks = columns.map(() => "?").join(", ");
      const statement = database.prepare(`INSERT INTO ${name} (${names}) VALUES (${marks})`);
      for (const row of rows) statement.run(...row);
    },
  };
}
