import { join } from "node:path";
import { openWriter } from "@plimsoll/server/store/sqlite/connection";
import { sql } from "./database.ts";
import type { ServerData } from "./server.ts";

/** Changes the database behind the server's back; `count` rows on SQLite. */
export async function tamper(data: ServerData, statement: string, rows = 1): Promise<void> {
  if (data.databaseUrl !== null) {
    await sql(data.databaseUrl, statement);
    return;
  }
  const database = openWriter(join(data.dataDir, "plimsoll.db"));
  try {
    const { changes } = database.prepare(statement).run();
    if (Number(changes) !== rows) throw new Error(`${statement}: ${changes} rows, not ${rows}`);
  } finally {
    database.close();
  }
}

/** The number of rows that meet the condition, as they are stored. */
export async function countRows(data: ServerData, table: string, condition: string): Promise<number> {
  const query = `SELECT count(*) FROM ${table} WHERE ${condition}`;
  if (data.databaseUrl !== null) {
    const [row] = await sql<{ count: string }>(data.databaseUrl, query);
    return Number(row?.count ?? 0);
  }
  const database = openWriter(join(data.dataDir, "plimsoll.db"));
  try {
    return Number(database.value(query));
  } finally {
    database.close();
  }
}
