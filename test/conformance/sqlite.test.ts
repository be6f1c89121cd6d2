import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { lockStore, openStore, setUpStore } from "@plimsoll/server/store/open";
import { attemptBatch, type BatchTransaction } from "@plimsoll/server/store/commit/batch";
import { StoreUnavailable } from "@plimsoll/server/store/port/unavailable";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { credit, debit, newWallet } from "../support/commands.ts";
import { sqlite } from "../support/database.ts";
import { unusedIndexes } from "../support/index-use.ts";
import { everyLookup, everyPage } from "../support/lookups.ts";
import { recordSqliteStatements } from "../support/recorded-statements.ts";
import { START } from "../support/world.ts";
import { useTheRest } from "./suite/every-read.ts";
import { Fixture } from "./suite/fixture.ts";
import { storeSuite } from "./suite/store-suite.ts";

/** A few tests alone send fewer statements. */
const STATEMENTS_OF_THE_SUITE = 600;

const statements = recordSqliteStatements();

storeSuite(sqlite);

const COMMIT_FOREVER = fileURLToPath(new URL("../support/commit-forever.mjs", import.meta.url));

describe("SQLite alone", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await Fixture.open(sqlite);
    await fixture.must(newWallet());
  });
  afterEach(() => fixture.close());

  test("acknowledged batches are there after a kill -9, whole", async () => {
    let stored = 0;
    for (const killAt of [5, 60]) {
      const child = spawn(
        process.execPath,
        [COMMIT_FOREVER, JSON.stringify(fixture.database.location), JSON.stringify(credit(1, "0.01"))],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      let acknowledged = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged = Number(line);
        if (acknowledged >= killAt) child.kill("SIGKILL");
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      expect(child.signalCode).toBe("SIGKILL");

      const store = await openStore(fixture.database.location, "request");
      const wallet = await store.reads.wallet(1, 1);
      await store.close();
      expect(wallet?.sequence).toBeGreaterThanOrEqual(stored + acknowledged);
      // A batch is stored whole or not at all.
      expect((wallet?.sequence ?? 0) % 5).toBe(0);
      expect(wallet?.balance).toBe(BigInt(wallet?.sequence ?? 0));
      stored = wallet?.sequence ?? 0;
      expect((await fixture.verify()).found).toEqual([]);
    }
  });

  test("a write lock held too long counts as an unavailable store, and passes", async () => {
    const connection = await fixture.database.transaction();
    await connection.transaction.begin();
    await expect(fixture.store.commit([credit(1, "1.00")], START)).rejects.toThrow(StoreUnavailable);
    await connection.transaction.rollback();
    await connection.close();
    await fixture.must(credit(1, "1.00"));
    expect((await fixture.store.reads.wallet(1, 1))?.balance).toBe(100n);
  });

  test("the next batch is decided on what another connection has written since", async () => {
    await fixture.must(credit(1, "1.00"));
    const other = await openStore(fixture.database.location, "request");
    expect((await other.commit([credit(1, "2.00")], START)).answers[0]?.ok).toBe(true);
    await other.close();
    await fixture.must(debit(1, "2.50"));
    expect(await fixture.store.reads.wallet(1, 1)).toMatchObject({ balance: 50n, sequence: 3 });
    expect((await fixture.verify()).found).toEqual([]);
  });

  test("a batch that was rolled back leaves nothing behind in the writer", async () => {
    const connection = await fixture.database.transaction();
    const { transaction } = connection;
    await attemptBatch(transaction, [credit(1, "1.00")], START);
    const failing = { ...bound(transaction), commit: () => Promise.reject(new StoreUnavailable("the disk is full")) };
    await expect(attemptBatch(failing, [credit(1, "5.00")], START)).rejects.toThrow(StoreUnavailable);
    await attemptBatch(transaction, [credit(1, "2.00")], START);
    await connection.close();
    expect(await fixture.store.reads.wallet(1, 1)).toMatchObject({ balance: 300n, sequence: 2 });
  });

  test("many small batches submitted at once keep their order and get their own results", async () => {
    const commands = Array.from({ length: 200 }, (_, index) =>
      index % 10 === 9 ? debit(1, "1000.00") : credit(1, "0.01"),
    );
    const committed = await Promise.all(commands.map((command) => fixture.store.commit([command], START)));
    expect(committed.map(({ answers }) => answers[0]?.ok)).toEqual(commands.map((_, index) => index % 10 !== 9));
    expect(await fixture.store.reads.wallet(1, 1)).toMatchObject({ balance: 180n, sequence: 180 });
  });

  test("reads go on while a batch is written", async () => {
    const connection = await fixture.database.transaction();
    await connection.transaction.begin();
    expect((await fixture.store.reads.wallet(1, 1))?.balance).toBe(0n);
    await connection.transaction.rollback();
    await connection.close();
  });

  test("a directory has one server; setting up beside it is allowed", async () => {
    const { location } = fixture.database;
    const lock = await lockStore(location);
    await expect(lockStore(location)).rejects.toThrow("another Plimsoll server");
    const setup = await setUpStore(location);
    expect(await setup.ensureAccount("default", START)).toBe(1);
    await setup.close();
    lock.release();
    (await lockStore(location)).release();
  });

  test("a role can always be taken", async () => {
    const role = await fixture.store.takeRole("dispatcher");
    expect(role).not.toBeNull();
    await role?.release();
  });
});

/** A transaction's methods, to replace one of them. */
function bound(transaction: BatchTransaction): BatchTransaction {
  return {
    firstPart: transaction.firstPart,
    laneRows: (commands) => transaction.laneRows(commands),
    writeLane: (lane, changes) => transaction.writeLane(lane, changes),
    begin: () => transaction.begin(),
    load: (lookups) => transaction.load(lookups),
    write: (effects) => transaction.write(effects),
    touch: () => transaction.touch(),
    commit: () => transaction.commit(),
    rollback: () => transaction.rollback(),
  };
}

/** Last, because it judges what the other tests have read. */
describe("every index of SQLite", () => {
  test("is taken for a read", async () => {
    const fixture = await Fixture.open(sqlite);
    expect(await useTheRest(fixture.store.reads)).toEqual([]);
    const connection = await fixture.database.transaction();
    const { transaction } = connection;
    await transaction.begin();
    for (const lookup of [...everyLookup(), ...everyPage().map((page) => page.lookup)])
      await transaction.load([lookup]);
    await transaction.rollback();
    await connection.close();
    const { location } = fixture.database;
    const path = location.engine === "sqlite" ? join(location.dataDir, "plimsoll.db") : "";
    expect(statements.size).toBeGreaterThan(STATEMENTS_OF_THE_SUITE);
    expect(unusedIndexes(path, statements)).toEqual([]);
    await fixture.close();
  });
});
