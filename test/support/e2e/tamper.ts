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
