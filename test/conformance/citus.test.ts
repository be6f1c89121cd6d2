import { MIGRATIONS } from "@plimsoll/server/store/migrations/index";
import { openStore, setUpStore, type StoreLocation } from "@plimsoll/server/store/open";
import { PLACEMENTS } from "@plimsoll/server/store/postgres/citus";
import { connectForBatches, connectForEnquiries } from "@plimsoll/server/store/postgres/connection";
import { AccountUnavailable } from "@plimsoll/server/store/port/unavailable";
import { postgresTarget } from "@plimsoll/server/store/postgres-target";
import pg from "pg";
import { commitSuite } from "./suite/commits.ts";
import { Fixture } from "./suite/fixture.ts";
import { holdSuite } from "./suite/holds.ts";
import { outboxSuite } from "./suite/outbox.ts";
import { reconciliationSuite } from "./suite/reconciliation.ts";
import { spendSuite } from "./suite/spend.ts";
import { topupSuite } from "./suite/topups.ts";
import { afterAll, afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { postgres, sqlite, type TestDatabase, type TestEngine } from "../support/database.ts";
import { tablesOfAnyAccount } from "../support/account-equality.ts";
import { recordPostgresStatements } from "../support/recorded-statements.ts";
import { credit, newWallet } from "../support/commands.ts";
import { START } from "../support/world.ts";

const URL_VARIABLE = "PLIMSOLL_TEST_POSTGRES_URL";
const url = process.env[URL_VARIABLE] ?? "";

const plain = postgres(url);
/** Not Citus itself: `test/support/citus.sql` refuses and records what Citus does by its documentation. */
const citus = postgres(url, { citus: true });

const statements = recordPostgresStatements();

/** The suites alone send more. */
const STATEMENTS_OF_THE_SUITES = 150;

/** The tables about the store itself, on the coordinator alone. */
const COORDINATOR = ["installation", "migrations"];

describe.skipIf(url === "")(`on Citus's rules, with ${URL_VARIABLE}`, () => {
  afterAll(() => Promise.all([plain.end(), citus.end()]));
  commitSuite(citus);
  holdSuite(citus);
  outboxSuite(citus);
  reconciliationSuite(citus);
  spendSuite(citus);
  topupSuite(citus);

  describe("accounts on several nodes", () => {
    /** More than there are writers; the numbers 1 and 9 have the same one when no other is free. */
    const ACCOUNTS = 9;
    /** How long a writer waits for an answer. */
    const ANSWER_MS = 5_000;
    let fixture: Fixture;
    const of = (accountId: number, amount = "1.00") => credit(1, amount, { accountId });
    const commit = (accountId: number, store = fixture.store) => store.commit([of(accountId)], START);

    beforeEach(async () => {
      fixture = await Fixture.open(
        citus,
        Array.from({ length: ACCOUNTS }, (_, i) => `account ${i + 1}`),
      );
      await fixture.must(...Array.from({ length: ACCOUNTS }, (_, i) => newWallet({ accountId: i + 1 })));
    });
    afterEach(() => fixture.close());

    /** The node of this account's data: as Citus does, PostgreSQL reports a connection of its own that failed. */
    async function nodeOf(accountId: number) {
      await fixture.database.run(
        `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           RAISE 'connection to the remote node worker:5432 failed' USING ERRCODE = '08006'; END $$`,
      );
      return {
        down: () =>
          fixture.database.run(
            `CREATE TRIGGER down BEFORE INSERT ON transactions FOR EACH ROW WHEN (NEW.account_id = ${accountId}) EXECUTE FUNCTION fail()`,
          ),
        up: () => fixture.database.run("DROP TRIGGER down ON transactions"),
      };
    }

    test("an account keeps its order, with other accounts and another process beside it", async () => {
      const other = await openStore(fixture.database.location, "request");
      onTestFinished(() => other.close());
      const requests = Array.from({ length: 20 * ACCOUNTS }, (_, i) => ({
        accountId: (i % ACCOUNTS) + 1,
        store: i % 4 === 3 ? other : fixture.store,
      }));
      const made = await Promise.all(
        requests.map(async ({ accountId, store }) => {
          const { answers } = await commit(accountId, store);
          const [answer] = answers as readonly { readonly value: { readonly transaction: { readonly id: number } } }[];
          return answer?.value.transaction.id ?? 0;
        }),
      );
      for (let accountId = 1; accountId <= ACCOUNTS; accountId += 1) {
        const own = made.filter((_, i) => requests[i]?.accountId === accountId);
        expect(own.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
        const ofStore = made.filter(
          (_, i) => requests[i]?.accountId === accountId && requests[i]?.store === fixture.store,
        );
        expect(ofStore).toEqual(ofStore.toSorted((a, b) => a - b));
      }
      expect(await fixture.verify()).toEqual({ wallets: ACCOUNTS, found: [] });
    });

    test("a node that is down costs only its own accounts, and they are back when it is", async () => {
      const node = await nodeOf(2);
      await node.down();
      const results = await Promise.allSettled(Array.from({ length: 60 }, (_, i) => commit((i % ACCOUNTS) + 1)));
      for (const [i, result] of results.entries()) {
        if ((i % ACCOUNTS) + 1 !== 2) expect(result.status).toBe("fulfilled");
        else expect(result).toMatchObject({ reason: { name: "StoreUnavailable", accountId: 2 } });
      }
      expect(fixture.store.unavailableAccounts()).toBe(1);
      await expect(commit(2)).rejects.toBeInstanceOf(AccountUnavailable);
      await commit(1);
      await node.up();
      await commit(2);
      expect(fixture.store.unavailableAccounts()).toBe(0);
      await Promise.all([commit(2), commit(2)]);
      expect((await fixture.store.reads.wallet(2, 1))?.balance).toBe(300n);
      expect(await fixture.verify()).toEqual({ wallets: ACCOUNTS, found: [] });
    });

    test("a node that does not answer keeps no other account waiting, and is tried by one request at a time", async () => {
      await commit(9);
      const holder = await fixture.database.transaction();
      await holder.transaction.begin();
      await holder.transaction.load([{ table: "accounts", index: "pk", key: [9] }]);
      const silent = commit(9);
      await commit(1);
      const behind = commit(9);
      const startedAt = performance.now();
      let answered = false;
      const settled = Promise.allSettled([silent, behind]).then((results) => {
        answered = true;
        return results;
      });
      for (let round = 0; round < 20; round += 1) await commit(1);
      expect(answered).toBe(false);
      expect(await settled).toMatchObject([
        { status: "rejected", reason: { accountId: 9 } },
        { status: "rejected", reason: { accountId: 9 } },
      ]);
      expect(performance.now() - startedAt).toBeLessThan(1.5 * ANSWER_MS);
      const trial = commit(9);
      await expect(commit(9)).rejects.toBeInstanceOf(AccountUnavailable);
      await commit(1);
      await holder.transaction.rollback();
      await holder.close();
      await trial;
      expect(fixture.store.unavailableAccounts()).toBe(0);
      expect((await fixture.store.reads.wallet(9, 1))?.balance).toBe(200n);
      expect(await fixture.verify()).toEqual({ wallets: ACCOUNTS, found: [] });
    });

    test("a request about several accounts is refused, because its statements would reach those of one", async () => {
      await expect(fixture.store.commit([of(1), of(2)], START)).rejects.toThrow("is about one account");
      expect((await fixture.store.reads.wallet(1, 1))?.balance).toBe(0n);
    });

    test("a check of the store is no account's", async () => {
      await fixture.store.commit([], START);
      await Promise.all([fixture.store.commit([], START), commit(1), commit(8)]);
    });
  });

  test("every statement on a distributed table names its account by a parameter, or is about every account", () => {
    expect(statements.size).toBeGreaterThan(STATEMENTS_OF_THE_SUITES);
    const keys = new Map(PLACEMENTS.flatMap(({ name, by }) => (by === null ? [] : [[name, by] as const])));
    const isOfEvery = (text: string) => text.includes("/* every account:");
    const wrong = [...statements].filter(
      (text) => !isOfEvery(text) && tablesOfAnyAccount(text, keys, "not enough").length > 0,
    );
    expect(wrong).toEqual([]);
  });

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
