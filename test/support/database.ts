import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BatchTransaction } from "@plimsoll/server/store/commit/batch";
import { setUpStore, type StoreLocation } from "@plimsoll/server/store/open";
import { connect, connectForSetup } from "@plimsoll/server/store/postgres/connection";
import { postgresTarget } from "@plimsoll/server/store/postgres-target";
import { PostgresTransaction } from "@plimsoll/server/store/postgres/transaction";
import { openWriter } from "@plimsoll/server/store/sqlite/connection";
import { SqliteTransaction } from "@plimsoll/server/store/sqlite/transaction";
import { postgresSchema, sqliteSchema, type SchemaTable, type Value } from "./schema.ts";
import { START } from "./world.ts";

/** The database's name in its data directory. */
const FILE = "plimsoll.db";

/** An empty database of an engine, accessed directly instead of through the store. */
export interface TestDatabase {
  readonly location: StoreLocation;
  /** One statement, as SQL. */
  run(sql: string): Promise<void>;
  schema(): Promise<readonly SchemaTable[]>;
  /** An engine's batch on a connection of its own. */
  transaction(): Promise<{ readonly transaction: BatchTransaction; close(): Promise<void> }>;
  drop(): Promise<void>;
}

export interface TestEngine {
  readonly name: string;
  /** A database with its schema, or an empty one. */
  create(content: "migrated" | "nothing"): Promise<TestDatabase>;
}

let migratedFile: Promise<string> | undefined;

/** Migrated once a process, and copied for each test. */
async function createMigratedFile(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "plimsoll-migrated-"));
  process.once("exit", () => rmSync(dataDir, { recursive: true, force: true }));
  await migrate({ engine: "sqlite", dataDir });
  const path = join(dataDir, FILE);
  // A closed connection leaves its log until its statements have been collected.
  const database = openWriter(path);
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
  return path;
}

export const sqlite: TestEngine = {
  name: "SQLite",
  async create(content) {
    const dataDir = await mkdtemp(join(tmpdir(), "plimsoll-"));
    const location = { engine: "sqlite", dataDir } as const;
    if (content === "migrated") await copyFile(await (migratedFile ??= createMigratedFile()), join(dataDir, FILE));
    const use = <T>(work: (database: ReturnType<typeof openWriter>) => T): T => {
      const database = openWriter(join(dataDir, FILE));
      try {
        return work(database);
      } finally {
        database.close();
      }
    };
    return {
      location,
      run: async (sql) => use((database) => database.exec(sql)),
      schema: () => sqliteSchema(async (sql) => use((database) => database.prepare(sql).all() as Value[][])),
      transaction: async () => {
        const database = openWriter(join(dataDir, FILE));
        return { transaction: new SqliteTransaction(database), close: async () => database.close() };
      },
      drop: () => rm(dataDir, { recursive: true, force: true }),
    };
  },
};

export interface PostgresEngine extends TestEngine {
  /** One statement as the server's administrator. */
  administer(sql: string): Promise<void>;
  /** Removes the template that `create` copies. */
  end(): Promise<void>;
}

/** Makes a PostgreSQL look like the coordinator of a Citus cluster. */
const CITUS = fileURLToPath(new URL("citus.sql", import.meta.url));

/**
 * Databases of their own on the server at `url`, copied from one that was migrated once. With `citus`, each has what stands
 * in for Citus, and a migrated one is distributed.
 */
export function postgres(url: string, { citus = false } = {}): PostgresEngine {
  const run = randomBytes(4).toString("hex");
  const urlOf = (database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href;
  const server = <T>(work: (sql: (text: string) => Promise<unknown>) => Promise<T>) => using(url, work);
  let count = 0;
  let template: Promise<string> | null = null;

  async function createTemplate(): Promise<string> {
    const name = `plimsoll_${run}_template`;
    await server((sql) => sql(`CREATE DATABASE ${name}`));
    await install(name);
    await migrate({ engine: "postgres", url: urlOf(name) }, citus);
    return name;
  }

  async function install(database: string): Promise<void> {
    if (!citus) return;
    const text = await readFile(CITUS, "utf8");
    await using(urlOf(database), (sql) => sql(text));
  }

  return {
    name: citus ? "distributed PostgreSQL" : "PostgreSQL",
    administer: (text) => server(async (sql) => void (await sql(text))),
    async create(content) {
      const source = content === "migrated" ? await (template ??= createTemplate()) : "template0";
      const name = `plimsoll_${run}_${(count += 1)}`;
      await server((sql) => sql(`CREATE DATABASE ${name} TEMPLATE ${source}`));
      if (content === "nothing") await install(name);
      const own = urlOf(name);
      return {
        location: { engine: "postgres", url: own },
        run: (sql) => using(own, async (query) => void (await query(sql))),
        schema: () =>
          using(own, (query) =>
            postgresSchema(async (sql) => {
              const { rows } = (await query(sql)) as { rows: Readonly<Record<string, Value>>[] };
              return rows.map((row) => Object.values(row));
            }),
          ),
        transaction: async () => {
          const client = await connect(postgresTarget(own), "test");
          return { transaction: new PostgresTransaction(client, citus), close: () => client.end() };
        },
        drop: () => server(async (sql) => void (await sql(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))),
      };
    },
    async end() {
      if (!template) return;
      const name = await template;
      await server((sql) => sql(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

async function using<T>(url: string, work: (sql: (text: string) => Promise<unknown>) => Promise<T>): Promise<T> {
  const client = await connectForSetup(postgresTarget(url));
  try {
    return await work((text) => client.query(text));
  } finally {
    await client.end();
  }
}

async function migrate(location: StoreLocation, citus = false): Promise<void> {
  const setup = await setUpStore(location);
  await (citus ? setup.distribute(START) : setup.migrate(START));
  await setup.close();
}
