import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { INDEXES, type TableName } from "@plimsoll/core";
import { TABLES } from "@plimsoll/server/store/columns";
import { UNIQUE_INDEXES } from "@plimsoll/server/store/lookups";
import { MIGRATIONS } from "@plimsoll/server/store/migrations/index";
import type { Migration } from "@plimsoll/server/store/migrations/migration";
import { openStore, setUpStore, type StoreLocation } from "@plimsoll/server/store/open";
import { afterAll, describe, expect, test } from "vitest";
import type { TestDatabase, TestEngine } from "../../support/database.ts";
import type { SchemaTable } from "../../support/schema.ts";
import { START } from "../../support/world.ts";

const VERSIONS = MIGRATIONS.map(({ version }) => version);
/** A migration of a later version of the program. */
const NOTES: Migration = {
  version: VERSIONS.length + 1,
  name: "notes",
  statements: ({ int, text, plain }) => [
    `CREATE TABLE notes (id ${int} NOT NULL PRIMARY KEY) ${plain}`,
    `ALTER TABLE accounts ADD COLUMN note ${text} NOT NULL DEFAULT 'none'`,
  ],
};

const SET_UP = fileURLToPath(new URL("../../support/set-up-store.mjs", import.meta.url));

/** Processes that set up the same store at the same moment, and the output of each. */
async function setUpAtOnce(
  location: StoreLocation,
  processes: number,
): Promise<{ applied: number[]; account: number }[]> {
  const children = Array.from({ length: processes }, () => {
    const child = spawn(process.execPath, [SET_UP, JSON.stringify(location)], { stdio: "pipe" });
    const output = { out: "", error: "" };
    child.stdout.on("data", (data) => (output.out += String(data)));
    child.stderr.on("data", (data) => (output.error += String(data)));
    return { child, output, ready: once(child.stdout, "data"), closed: once(child, "close") };
  });
  await Promise.all(children.map(({ ready, closed }) => Promise.race([ready, closed])));
  for (const { child } of children) child.stdin.write("go");
  return Promise.all(
    children.map(async ({ output, closed }) => {
      const [code] = (await closed) as [number];
      expect(code, output.error).toBe(0);
      return JSON.parse(output.out.replace("ready", "")) as { applied: number[]; account: number };
    }),
  );
}

/**
 * The lookups of the core that have no matching index in the database: one that begins with the lookup's columns,
 * covers every row with values in them, and is unique where the lookup finds one row.
 */
function lookupsWithoutIndex(schema: readonly SchemaTable[]): string[] {
  return Object.entries<Readonly<Record<string, readonly string[]>>>(INDEXES).flatMap(([tableName, lookups]) => {
    const { name, columns } = TABLES[tableName as TableName];
    const table = schema.find((candidate) => candidate.name === name);
    return Object.entries(lookups).flatMap(([lookup, properties]) => {
      const keys = properties.map((property) => columns.find((column) => column.property === property)?.name ?? "");
      const found =
        lookup === "pk"
          ? table?.primaryKey.toSorted().join() === keys.toSorted().join()
          : [{ columns: table?.primaryKey ?? [], unique: true, where: null }, ...(table?.indexes ?? [])].some((index) =>
              serves(index, keys, UNIQUE_INDEXES.has(`${tableName}.${lookup}`)),
            );
      return found ? [] : [`${tableName}.${lookup}`];
    });
  });
}

function serves(
  { columns, unique, where }: Pick<SchemaTable["indexes"][number], "columns" | "unique" | "where">,
  keys: readonly string[],
  one: boolean,
): boolean {
  const isPrefix = columns.slice(0, keys.length).toSorted().join() === keys.toSorted().join();
  const isOne = !one || (unique && columns.length === keys.length);
  const isWhole = where === null || keys.some((key) => where.replaceAll(/[()]/g, "") === `${key} IS NOT NULL`);
  return isPrefix && isOne && isWhole;
}

export function schemaSuite(engine: TestEngine): void {
  describe("setting up", () => {
    const databases: TestDatabase[] = [];
    const create = async (content: "migrated" | "nothing") => {
      const database = await engine.create(content);
      databases.push(database);
      return database;
    };
    afterAll(async () => {
      for (const database of databases) await database.drop();
    });

    test("the columns of the database are the columns the store reads and writes, null where the model says so", async () => {
      const database = await create("migrated");
      const own = ["migrations", "installation"];
      const present = (await database.schema())
        .filter(({ name }) => !own.includes(name))
        .flatMap((table) =>
          table.columns.map(({ name, type, nullable }) => {
            const kind = type.toLowerCase().startsWith("text")
              ? "text"
              : type.toLowerCase().replace("bigint", "integer");
            return `${table.name}.${name} ${kind}${nullable ? " null" : ""}`;
          }),
        );
      const described = Object.values(TABLES).flatMap(({ name, columns }) =>
        columns.map(
          (column) =>
            `${name}.${column.name} ${column.kind === "text" ? "text" : "integer"}${column.nullable ? " null" : ""}`,
        ),
      );
      expect(present.toSorted()).toEqual(described.toSorted());
    });

    test("whole tables are read in the order of their primary keys' indexes, so that no page of a copy sorts the table", async () => {
      const schema = await (await create("migrated")).schema();
      for (const { name, pk } of Object.values(TABLES)) {
        const { primaryKey } = schema.find((table) => table.name === name) ?? {};
        expect([name, pk.map((column) => column.name)]).toEqual([name, primaryKey]);
      }
    });

    test("every lookup has its index in the database, and one that is missing or no longer unique is found", async () => {
      const database = await create("migrated");
      expect(lookupsWithoutIndex(await database.schema())).toEqual([]);
      await database.run("DROP INDEX orders_placed");
      await database.run("DROP INDEX holds_external");
      await database.run("CREATE INDEX holds_external ON holds (account_id, source, external_id)");
      await database.run("DROP INDEX topups_open");
      await database.run("CREATE INDEX topups_open ON topups (account_id, open_wallet_id) WHERE status = 'overdue'");
      expect(lookupsWithoutIndex(await database.schema()).toSorted()).toEqual([
        "holds.external",
        "orders.placement",
        "topups.open",
      ]);
    });

    test("a migration is applied once", async () => {
      const { location } = await create("nothing");
      const setup = await setUpStore(location);
      expect(await setup.migrate(START)).toEqual(VERSIONS);
      expect(await setup.migrate(START)).toEqual([]);
      await setup.close();
      const later = await setUpStore(location);
      expect(await later.migrate(START)).toEqual([]);
      await later.close();
    });

    test("a store of an earlier version gets only the later migrations and keeps its data", async () => {
      const database = await create("migrated");
      const setup = await setUpStore(database.location);
      const account = await setup.ensureAccount("default", START);
      expect(await setup.migrate(START, [...MIGRATIONS, NOTES])).toEqual([NOTES.version]);
      expect(await setup.migrate(START, [...MIGRATIONS, NOTES])).toEqual([]);
      expect(await setup.findAccount("default")).toBe(account);
      await setup.close();
      const schema = await database.schema();
      expect(schema.map(({ name }) => name)).toContain("notes");
      const accounts = schema.find(({ name }) => name === "accounts");
      expect(accounts?.columns.map(({ name }) => name)).toContain("note");
    });

    test("a migration that fails leaves nothing behind and can be applied later", async () => {
      const database = await create("migrated");
      const before = await database.schema();
      const broken: Migration = { ...NOTES, statements: (dialect) => [...NOTES.statements(dialect), "CREATE TABLE"] };
      const setup = await setUpStore(database.location);
      await expect(setup.migrate(START, [...MIGRATIONS, broken])).rejects.toThrow(/syntax|incomplete/);
      expect(await database.schema()).toEqual(before);
      expect(await setup.migrate(START, [...MIGRATIONS, NOTES])).toEqual([NOTES.version]);
      await setup.close();
    });

    test("a store with a migration of another version is refused and stays as it is", async () => {
      const database = await create("migrated");
      const setup = await setUpStore(database.location);
      await setup.migrate(START, [...MIGRATIONS, NOTES]);
      const before = await database.schema();
      await expect(setup.migrate(START)).rejects.toThrow(`the store has migration ${NOTES.version} (notes)`);
      const renamed = { ...NOTES, name: "remarks" };
      await expect(setup.migrate(START, [...MIGRATIONS, renamed])).rejects.toThrow("(notes)");
      await setup.close();
      expect(await database.schema()).toEqual(before);
    });

    test("processes that start at once apply it once and share one account", async () => {
      const { location } = await create("nothing");
      const results = await setUpAtOnce(location, 4);
      expect(results.flatMap(({ applied }) => applied)).toEqual(VERSIONS);
      expect(results.map(({ account }) => account)).toEqual([1, 1, 1, 1]);
    });

    test("an account is created once, others get other ids, and each starts empty", async () => {
      const { location } = await create("migrated");
      const setup = await setUpStore(location);
      const first = await setup.ensureAccount("default", START);
      expect(await setup.ensureAccount("default", START)).toBe(first);
      const second = await setup.ensureAccount('o"th\\er, {é}', START);
      expect(second).not.toBe(first);
      await setup.close();
      const store = await openStore(location, "request");
      expect(await store.reads.accountIds()).toEqual([first, second]);
      expect(await store.reads.wallets(second, { page: 1, limit: 10 })).toEqual({ rows: [], total: 0 });
      await store.close();
    });

    test("accounts that two setups create at once are all created", async () => {
      const { location } = await create("migrated");
      const setups = await Promise.all([setUpStore(location), setUpStore(location)]);
      const ids = await Promise.all(setups.map((setup, i) => setup.ensureAccount(`account ${i}`, START)));
      expect(new Set(ids)).toEqual(new Set([1, 2]));
      await Promise.all(setups.map((setup) => setup.close()));
    });

    test("the first secret key is the only one", async () => {
      const { location } = await create("migrated");
      const setup = await setUpStore(location);
      expect(await setup.checkSecretKey("first")).toBe(true);
      expect(await setup.checkSecretKey("second")).toBe(false);
      expect(await setup.checkSecretKey("first")).toBe(true);
      await setup.close();
    });
  });
}
