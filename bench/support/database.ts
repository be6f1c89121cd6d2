import { join } from "node:path";
import { openWriter } from "@plimsoll/server/store/sqlite/connection";
import type { StoreLocation } from "@plimsoll/server/store/open";
import pg from "pg";
import { createDatabase } from "./postgres.ts";
import type { Resources } from "./resources.ts";

export type Engine = "sqlite" | "postgres";

/** A database of this run, removed at its end. */
export interface Database {
  readonly engine: Engine;
  readonly location: StoreLocation;
  /** The server's data directory; on PostgreSQL it holds the secret key only. */
  readonly dataDir: string;
}

/** Creates databases. `postgresUrl` names any database of the cluster. */
export interface Engines {
  readonly engine: Engine;
  readonly postgresUrl: string | null;
}

/** The path of SQLite's database in the server's data directory. */
export function databaseFile(dataDir: string): string {
  return join(dataDir, "plimsoll.db");
}

export async function newDatabase(resources: Resources, { engine, postgresUrl }: Engines): Promise<Database> {
  const dataDir = join(await resources.directory(), "data");
  if (engine === "sqlite") return { engine, location: { engine, dataDir }, dataDir };
  if (postgresUrl === null) throw new Error("PostgreSQL needs a URL");
  return { engine, location: { engine, url: await createDatabase(resources, postgresUrl) }, dataDir };
}

/** Plain SQL beside the server. */
export interface Sql {
  run(text: string): Promise<void>;
  /** The first row's first column, as text. */
  value(text: string): Promise<string>;
  close(): Promise<void>;
}

export async function openSql({ location }: Pick<Database, "location">): Promise<Sql> {
  if (location.engine === "sqlite") {
    const database = openWriter(databaseFile(location.dataDir));
    return {
      run: async (text) => database.exec(text),
      value: async (text) => String(database.value(text)),
      close: async () => database.close(),
    };
  }
  // Not the product's connection, which times out a statement that takes seconds.
  const client = new pg.Client(location.url);
  await client.connect();
  return {
    run: async (text) => void (await client.query(text)),
    value: async (text) => {
      const { rows } = await client.query<Record<string, unknown>>(text);
      return String(Object.values(rows[0] ?? {})[0]);
    },
    close: () => client.end(),
  };
}
