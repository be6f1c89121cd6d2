import { MIGRATIONS } from "@plimsoll/server/store/migrations/index";
import { openStore, setUpStore, type StoreLocation } from "@plimsoll/server/store/open";
import { PLACEMENTS } from "@plimsoll/server/store/postgres/citus";
import { connectForBatches, connectForEnquiries } from "@plimsoll/server/store/postgres/connection";
import { postgresTarget } from "@plimsoll/server/store/postgres-target";
import pg from "pg";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { postgres, sqlite, type TestDatabase, type TestEngine } from "../support/database.ts";
import { START } from "../support/world.ts";

const URL_VARIABLE = "PLIMSOLL_TEST_POSTGRES_URL";
const url = process.env[URL_VARIABLE] ?? "";

const plain = postgres(url);
/** Not Citus itself: `test/support/citus.sql` refuses and records what Citus does by its documentation. */
const citus = postgres(url, { citus: true });

/** The tables about the store itself, on the coordinator alone. */
const COORDINATOR = ["installation", "migrations"];

describe.skipIf(url === "")(`on Citus's rules, with ${URL_VARIABLE}`, () => {
  afterAll(() => Promise.all([plain.end(), citus.end()]));

  async function created(engine: TestEngine, content: "migrated" | "nothing"): Promise<TestDatabase> {
    const database = await engine.create(content);
    onTestFinished(() => database.drop());
    return database;
  }

  async function setUp({ location }: TestDatabase) {
    const setup = await setUpStore(location);
    onTestFinished(() => setup.close());
    return setup;
  }

  async function read(location: StoreLocation, text: string): Promise<unknown[][]> {
    const client = new pg.Client(location.engine === "postgres" ? location.url : "");
    await client.connect();
    try {
      return (await client.query({ text, rowMode: "array" })).rows as unknown[][];
    } finally {
      await client.end();
    }
  }

  /** Of each distributed table: how, by which column, and whether an account's rows are where its own row is. */
  const placed = ({ location }: TestDatabase) =>
    read(
      location,
      `SELECT logicalrelid::text, partmethod, partkey,
         colocationid = (SELECT colocationid FROM pg_dist_partition WHERE logicalrelid = 'accounts'::regclass)
       FROM pg_dist_partition ORDER BY logicalrelid::text COLLATE "C"`,
    );
  const all = PLACEMENTS.map(({ name, by }) => [name, by === null ? "n" : "h", by, by !== null]).toSorted((a, b) =>
    String(a[0]) < String(b[0]) ? -1 : 1,
  );
  const names = PLACEMENTS.map(({ name }) => name);

  test("every table of the schema has its place", async () => {
    const { location } = await created(plain, "migrated");
    const tables = await read(
      location,
      "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
    );
    expect(tables.map(([name]) => String(name)).toSorted()).toEqual([...names, ...COORDINATOR].toSorted());
    expect(PLACEMENTS.filter(({ by }) => by === null)).toEqual([{ name: "directory_entries", by: null }]);
  });

  test("each table is distributed by its account and colocated, once", async () => {
    const database = await created(citus, "nothing");
    const setup = await setUp(database);
    expect(await setup.distribute(START)).toEqual({ applied: MIGRATIONS.map(({ version }) => version), tables: names });
    expect(await placed(database)).toEqual(all);
    expect(await setup.distribute(START)).toEqual({ applied: [], tables: [] });
    expect(await setup.ensureAccount("default", START)).toBe(1);
    expect(await setup.ensureAccount("another", START)).toBe(2);
    expect(await setup.findAccount("another")).toBe(2);
  });

  test("a store with accounts is distributed as it is", async () => {
    const database = await created(citus, "nothing");
    const setup = await setUp(database);
    await setup.migrate(START);
    expect(await setup.ensureAccount("default", START)).toBe(1);
    expect(await placed(database)).toEqual([]);
    expect((await setup.distribute(START)).tables).toEqual(names);
    expect(await setup.findAccount("default")).toBe(1);
  });

  test("a later migration keeps the distribution, and takes up what is missing of it", async () => {
    const database = await created(citus, "migrated");
    await database.run("SELECT undistribute_table('holds')");
    const next = { version: 2, name: "next", statements: () => ["ALTER TABLE wallets ADD COLUMN note text"] };
    const setup = await setUp(database);
    expect(await setup.migrate(START, [...MIGRATIONS, next])).toEqual([2]);
    expect(await placed(database)).toEqual(all);
    const unique = { version: 3, name: "unique", statements: () => ["CREATE UNIQUE INDEX ON wallets (id)"] };
    await expect(setup.migrate(START, [...MIGRATIONS, next, unique])).rejects.toThrow(/cannot create constraint/);
    expect(await setup.migrate(START, [...MIGRATIONS, next])).toEqual([]);
  });

  test.each([
    [
      "transactions",
      "SELECT create_distributed_table('transactions', 'id', colocate_with => 'accounts')",
      "distributed by account_id",
    ],
    [
      "transactions",
      "SELECT create_distributed_table('transactions', 'account_id', colocate_with => 'none')",
      "colocated with accounts",
    ],
    ["wallet_spend", "SELECT create_reference_table('wallet_spend')", "distributed by account_id"],
    ["directory_entries", "SELECT create_distributed_table('directory_entries', 'key')", "a reference table"],
  ])("%s in another place stops a start: %s", async (table, statement, wanted) => {
    const database = await created(citus, "migrated");
    await database.run(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_pkey`);
    if (table === "transactions") await database.run("DROP INDEX transactions_of_wallet");
    await database.run(`SELECT undistribute_table('${table}')`);
    await database.run(statement);
    const setup = await setUp(database);
    const message = expect.stringMatching(new RegExp(`^the table ${table} is not .*${wanted}[^\\n]*$`)) as string;
    await expect(setup.migrate(START)).rejects.toMatchObject({ message });
    await expect(setup.distribute(START)).rejects.toMatchObject({ message });
  });

  test("a node that is not the coordinator is refused, in one line", async () => {
    const database = await created(citus, "migrated");
    await database.run("UPDATE pg_dist_local_group SET groupid = 2");
    const message = expect.stringMatching(
      /^PostgreSQL at \S+ is no coordinator, but a worker of its Citus cluster$/,
    ) as string;
    await expect(setUpStore(database.location)).rejects.toMatchObject({ message });
    await expect(openStore(database.location, "request")).rejects.toMatchObject({ message });
  });

  test.each([
    [plain, /^PostgreSQL at \S+ has no extension citus[^\n]*$/],
    [sqlite, /^only a Citus cluster distributes tables[^\n]*$/],
  ])("without Citus nothing is distributed, and nothing is changed", async (engine, wanted) => {
    const database = await created(engine, "nothing");
    const setup = await setUp(database);
    await expect(setup.distribute(START)).rejects.toMatchObject({ message: expect.stringMatching(wanted) as string });
    expect(await database.schema()).toEqual([]);
  });

  test("plans are generic everywhere but on Citus, which finds a node by a statement's parameters", async () => {
    for (const [engine, mode] of [
      [plain, "force_generic_plan"],
      [citus, "auto"],
    ] as const) {
      const { location } = await created(engine, "migrated");
      const target = postgresTarget(location.engine === "postgres" ? location.url : "");
      const { client: writer } = await connectForBatches(target, () => undefined);
      const enquirer = await connectForEnquiries(target, () => undefined);
      for (const client of [writer, enquirer]) {
        expect((await client.query("SHOW plan_cache_mode")).rows).toEqual([{ plan_cache_mode: mode }]);
        expect((await client.query("SHOW enable_seqscan")).rows).toEqual([{ enable_seqscan: "off" }]);
        await client.end();
      }
    }
  });
});
