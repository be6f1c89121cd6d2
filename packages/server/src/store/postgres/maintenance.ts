import type { Maintenance, MaintainedValue, Sql } from "../maintenance/maintenance.ts";
import { postgresTarget } from "../postgres-target.ts";
import { connectForSetup } from "./connection.ts";
import { binaryArray, elementType } from "./binary-array.ts";
import { translated } from "./errors.ts";

export async function maintainPostgres(url: string): Promise<Maintenance> {
  const client = await connectForSetup(postgresTarget(url));
  // Only the database's own failures are translated: work within a transaction may end for other reasons.
  const carriedOut = async <T>(result: Promise<T>): Promise<T> => {
    try {
      return await result;
    } catch (error) {
      throw translated(error);
    }
  };
  const query = (text: string, values: readonly MaintainedValue[]) => {
    let count = 0;
    const numbered = text.replaceAll("?", () => `$${++count}`);
    return carriedOut(client.query<MaintainedValue[]>({ text: numbered, values: [...values], rowMode: "array" }));
  };
  const sql: Sql = {
    rows: async (text, ...values) => (await query(text, values)).rows,
    run: async (text, ...values) => (await query(text, values)).rowCount ?? 0,
    insert: async ({ name, columns }, rows) => {
      const names = columns.map((column) => column.name).join(", ");
      const kinds = columns.map(({ isText }) => (isText ? "text" : "amount"));
      const arrays = kinds.map((kind, index) => `$${index + 1}::${elementType(kind)}[]`).join(", ");
      const values = kinds.map((kind, index) => binaryArray(kind, rows, index));
      await carriedOut(client.query(`INSERT INTO ${name} (${names}) SELECT * FROM unnest(${arrays})`, values));
    },
  };
  const within = async <T>(begin: string, work: (sql: Sql) => Promise<T>): Promise<T> => {
    try {
      await carriedOut(client.query(begin));
      const result = await work(sql);
      await carriedOut(client.query("COMMIT"));
      return result;
    } catch (error) {
      await client.query("ROLLBACK").catch(() => undefined);
      throw error;
    }
  };
  const transaction: Maintenance["transaction"] = (work) => within("BEGIN", work);
  return {
    transaction,
    alone: (accountId, work) =>
      transaction(async () => {
        // Every batch locks the row of its account first.
        await query("SELECT id FROM accounts WHERE id = ? FOR UPDATE", [accountId]);
        return work(sql);
      }),
    // The session is idle while the target of a copy is written.
    snapshot: (work) =>
      within(
        "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL idle_in_transaction_session_timeout = 0",
        work,
      ),
    async tables() {
      const { rows } = await query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()",
        [],
      );
      return rows.map(([name]) => String(name));
    },
    async measure() {
      await carriedOut(client.query("ANALYZE"));
    },
    async otherSessions() {
      // Within a transaction PostgreSQL repeats its first answer otherwise.
      await query("SELECT pg_stat_clear_snapshot()", []);
      const { rows } = await query(
        `SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'plimsoll %'`,
        [],
      );
      return Number(rows[0]?.[0] ?? 0);
    },
    close: () => client.end(),
  };
}
