import { setImmediate as nextTurn } from "node:timers/promises";
import { groupLookups } from "@plimsoll/server/store/lookups";
import { connectForSetup, KEYED_PLANS } from "@plimsoll/server/store/postgres/connection";
import { postgresTarget } from "@plimsoll/server/store/postgres-target";
import { keysText, pageText } from "@plimsoll/server/store/postgres/transaction";
import { openStore } from "@plimsoll/server/store/open";
import { TABLES } from "@plimsoll/server/store/columns";
import { EVERY_ACCOUNT } from "@plimsoll/server/store/queries/every-account";
import { translated } from "@plimsoll/server/store/postgres/errors";
import type { Store } from "@plimsoll/server/store/port/store";
import { StoreUnavailable } from "@plimsoll/server/store/port/unavailable";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  below,
  credit,
  debit,
  evaluate,
  key,
  mirrorOf,
  newEndpoint,
  newProvider,
  newWallet,
  patchWallet,
  providerEvent,
} from "../support/commands.ts";
import { tablesOfAnyAccount } from "../support/account-equality.ts";
import { postgres } from "../support/database.ts";
import { eventually } from "../support/e2e/eventually.ts";
import { everyPage } from "../support/lookups.ts";
import { recordPostgresStatements } from "../support/recorded-statements.ts";
import { Proxy } from "../support/proxy.ts";
import { START } from "../support/world.ts";
import { useTheRest } from "./suite/every-read.ts";
import { Fixture } from "./suite/fixture.ts";
import { storeSuite } from "./suite/store-suite.ts";
import type { Command, Sealed } from "@plimsoll/core";

const URL_VARIABLE = "PLIMSOLL_TEST_POSTGRES_URL";
const url = process.env[URL_VARIABLE] ?? "";

/** Longer than PostgreSQL lets a batch's session wait for its next statement. */
const STALL_MS = 2_000;

/** A few tests alone send fewer statements. */
const STATEMENTS_OF_THE_SUITE = 400;

const engine = postgres(url);
const statements = recordPostgresStatements();

describe.skipIf(url === "")(`with ${URL_VARIABLE}`, () => {
  afterAll(() => engine.end());
  postgresAlone();
  storeSuite(engine);
  eachNamesItsAccount();
});

/** Last, because it judges what the other tests have sent. */
function eachNamesItsAccount(): void {
  describe("every statement on PostgreSQL", () => {
    /** The column of the account in each table that has one. */
    const keys = new Map(Object.values(TABLES).map(({ name, pk }) => [name, pk[0]?.name ?? ""]));
    const nameOf = (text: string) => /\/\* every account: (.+?) \*\//.exec(text)?.[1];

    test("has been sent: each read of the store is tried", async () => {
      const fixture = await Fixture.open(engine);
      expect(await useTheRest(fixture.store.reads)).toEqual([]);
      await fixture.close();
    });

    test("names its account, or is one of those about every account, which are read in pages or are few", () => {
      expect(statements.size).toBeGreaterThan(STATEMENTS_OF_THE_SUITE);
      const known = new Map<string, string>(Object.entries(EVERY_ACCOUNT));
      const wrong: string[] = [];
      const seen = new Set<string>();
      for (const text of statements) {
        const name = nameOf(text);
        const kind = name === undefined ? undefined : known.get(name);
        if (name !== undefined) seen.add(name);
        const isAllowed = kind !== undefined && (kind !== "paged" || /\blimit \$\d+$/.test(text));
        const isNeeded = tablesOfAnyAccount(text, keys).length > 0;
        if (isNeeded !== (name !== undefined) || (name !== undefined && !isAllowed)) wrong.push(text);
      }
      expect(wrong).toEqual([]);
      expect([...seen].toSorted()).toEqual([...known.keys()].toSorted());
    });

    test.each([
      ["SELECT balance FROM wallets WHERE id = $1", ["wallets"]],
      ["SELECT balance FROM wallets WHERE account_id = $1 OR id = $2", ["wallets"]],
      ["SELECT 1 FROM wallets w JOIN topups t ON t.wallet_id = w.id WHERE w.account_id = $1", ["topups"]],
      [
        "SELECT (SELECT max(id) FROM topups t WHERE t.wallet_id = w.id) FROM wallets w WHERE w.account_id = $1",
        ["topups"],
      ],
      ["WITH k AS (SELECT id FROM wallets) SELECT 1 FROM k", ["wallets"]],
      ["UPDATE wallets SET balance = 0 WHERE id = $1", ["wallets"]],
      ["INSERT INTO topups (account_id, id) SELECT account_id, id FROM wallets", ["topups", "wallets"]],
      ["DELETE FROM topups", ["topups"]],
      ["UPDATE accounts SET name = $1 WHERE name = $2", ["accounts"]],
      ["SELECT 1 FROM wallets w JOIN topups t ON t.account_id = w.account_id WHERE w.account_id = $1", []],
      [
        "SELECT (SELECT max(id) FROM topups t WHERE t.account_id = w.account_id) FROM wallets w WHERE w.account_id = $1",
        [],
      ],
      ["SELECT 1 FROM unnest($1::int8[]) AS k(id) JOIN wallets t ON t.account_id = k.id", []],
      ["INSERT INTO topups (account_id, id) VALUES ($1, $2)", []],
    ])("is judged by what it reads: %s", (text, tables) => {
      expect(tablesOfAnyAccount(text, keys).toSorted()).toEqual(tables.toSorted());
    });
  });
}

function postgresAlone(): void {
  describe("PostgreSQL alone", () => {
    let fixture: Fixture;
    let databaseUrl: string;
    const opened: Store[] = [];
    const proxies: Proxy[] = [];

    beforeEach(async () => {
      fixture = await Fixture.open(engine);
      const { location } = fixture.database;
      databaseUrl = location.engine === "postgres" ? location.url : "";
      await fixture.must(newWallet(), newWallet());
    });
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close();
      await fixture.close();
      for (const proxy of proxies.splice(0)) await proxy.stop();
    });

    async function another(): Promise<Store> {
      const store = await openStore({ engine: "postgres", url: databaseUrl }, "request");
      opened.push(store);
      return store;
    }

    /** A store whose connection to the server can be cut. */
    async function behindProxy(): Promise<{ store: Store; proxy: Proxy }> {
      const target = new URL(databaseUrl);
      const proxy = new Proxy(target.hostname, Number(target.port || 5432));
      await proxy.start();
      proxies.push(proxy);
      target.hostname = "127.0.0.1";
      target.port = String(proxy.port);
      const store = await openStore({ engine: "postgres", url: target.href }, "request");
      opened.push(store);
      return { store, proxy };
    }

    const databaseName = () => new URL(databaseUrl).pathname.slice(1);
    const terminateAll = () =>
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '${databaseName()}'`;

    test("each page of a lookup reads a range of an index, from its first row on", async () => {
      const found: string[] = [];
      const client = await connectForSetup(postgresTarget(databaseUrl));
      await client.query("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan");
      for (const { title, lookup } of everyPage()) {
        const [group] = groupLookups([lookup]);
        if (group === undefined) throw new Error("no group");
        const text = pageText(group);
        const values = Array.from(text.matchAll(/\$\d/g), () => "NULL").join(", ");
        await client.query(`PREPARE page AS ${text}`);
        const plan = await client.query<{ readonly "QUERY PLAN": string }>(`EXPLAIN EXECUTE page(${values})`);
        await client.query("DEALLOCATE page");
        const lines = plan.rows.map((row) => row["QUERY PLAN"]);
        const condition = lines.find((line) => line.includes("Index Cond:")) ?? "";
        if (!condition.includes("account_id = $1") || (group.continued && !condition.includes("> $"))) {
          found.push(`${title}: ${lines.join(" | ")}`);
        }
      }
      await client.end();
      expect(found).toEqual([]);
    });

    // While nothing is known of a table, an index of which only the first columns fit costs the planner no more: each of a
    // provider's thousand wallets would be sought among all of them.
    test("a new table's rows are soon found by all columns of their key, before PostgreSQL itself analyses it", async () => {
      const made = newProvider();
      const { id } = made;
      await fixture.must(made);
      await fixture.must(...Array.from({ length: 200 }, (_, i) => mirrorOf(id, String(i))));
      const client = await connectForSetup(postgresTarget(databaseUrl));
      await client.query(KEYED_PLANS);
      const analysed = "SELECT relname FROM pg_stat_user_tables WHERE relname = 'wallets' AND analyze_count > 0";
      await eventually(async () => {
        await fixture.must(credit(1, "1.00"));
        return (await client.query(analysed)).rowCount === 1;
      });
      const [group] = groupLookups([{ table: "wallets", index: "external", key: [1, id, "1"] }]);
      if (group === undefined) throw new Error("no group");
      await client.query(`PREPARE keyed AS ${keysText(group)}`);
      const plan = await client.query<{ readonly "QUERY PLAN": string }>("EXPLAIN EXECUTE keyed(NULL, NULL, NULL)");
      await client.end();
      const lines = plan.rows.map((row) => row["QUERY PLAN"]);
      expect(lines.find((line) => line.includes("Index Cond:"))).toMatch(/k\.k0\).*k\.k1\).*k\.k2\)/);
    });

    test("PostgreSQL hears what a writer has changed that is never idle", async () => {
      const enough = new AbortController();
      // More than a batch takes, so that some always wait when one is stored.
      const load = (async () => {
        const underWay = new Set<Promise<unknown>>();
        while (!enough.signal.aborted) {
          await nextTurn();
          if (underWay.size >= 3_000) continue;
          const request = fixture.must(credit(1, "1.00")).finally(() => underWay.delete(request));
          underWay.add(request);
        }
        await Promise.all(underWay);
      })();
      const client = await connectForSetup(postgresTarget(databaseUrl));
      const counted = "SELECT relname FROM pg_stat_user_tables WHERE relname = 'transactions' AND n_tup_ins > 0";
      try {
        await eventually(async () => (await client.query(counted)).rowCount === 1);
      } finally {
        enough.abort();
        await load;
        await client.end();
      }
    });

    test("two processes on one database: every counter without gaps, every balance right", async () => {
      const other = await another();
      const storeOf = (i: number) => (i % 2 === 0 ? fixture.store : other);
      await fixture.must(credit(1, "10.00"), credit(2, "500.00"));
      const answers = await Promise.all(
        Array.from({ length: 40 }, (_, i) =>
          storeOf(i).commit([debit(1, "1.00"), debit(2, "1.00"), credit(2, "0.50"), newWallet()], START),
        ),
      );
      const ok = answers.map((committed) => committed.answers.map((answer) => answer.ok));
      expect(ok.filter((batch) => batch[0] === true)).toHaveLength(10);
      expect(new Set(ok.flatMap((batch) => batch.slice(1)))).toEqual(new Set([true]));
      const { reads } = fixture.store;
      expect((await reads.wallet(1, 1))?.balance).toBe(0n);
      expect((await reads.wallet(1, 2))?.balance).toBe(48_000n);
      const { rows, total } = await reads.transactions(1, { walletId: null }, { page: 1, limit: 1_000 });
      expect(rows.map(({ transaction }) => transaction.id)).toEqual(Array.from({ length: total }, (_, i) => total - i));
      expect(total).toBe(2 + 10 + 80);
      const events = await reads.events(1, { page: 1, limit: 1_000 });
      expect(events.rows.map(({ position }) => position)).toEqual(
        Array.from({ length: events.total }, (_, i) => events.total - i),
      );
      expect(await fixture.verify()).toEqual({ wallets: 42, found: [] });
    });

    test("what another process has changed of a wallet in memory is seen, whatever it was", async () => {
      const other = await another();
      const ok = async (store: Store, command: Command) => (await store.commit([command], START)).answers[0]?.ok;
      const settings = { alert_enabled: true, critical: below("5") };
      expect(await ok(fixture.store, credit(1, "10.00"))).toBe(true);
      expect(await ok(fixture.store, debit(1, "1.00"))).toBe(true);
      expect(await ok(other, debit(1, "8.00"))).toBe(true);
      expect(await ok(fixture.store, debit(1, "2.00"))).toBe(false);
      // No transaction, no event: only the wallet's own row changes.
      expect(await ok(other, evaluate(1))).toBe(true);
      expect(await ok(other, patchWallet(1, { status: "frozen" }))).toBe(true);
      expect(await ok(fixture.store, debit(1, "1.00"))).toBe(false);
      expect(await ok(other, patchWallet(1, { status: "active", alertSettings: settings }))).toBe(true);
      expect(await ok(fixture.store, debit(1, "1.00"))).toBe(true);
      expect((await fixture.store.reads.wallet(1, 1))?.alertState).toBe("in_alarm");
      await fixture.must(credit(1, "20.00"));
      expect((await fixture.store.reads.wallet(1, 1))?.alertState).toBe("ok");
      expect(await fixture.verify()).toEqual({ wallets: 2, found: [] });
    });

    test("a wallet in memory is true again after a batch that was rolled back", async () => {
      await fixture.must(credit(1, "10.00"), debit(1, "1.00"));
      const unknown = { type: "unknown", accountId: 1 } as unknown as Command;
      const { answers } = await fixture.store.commit([debit(1, "2.00"), unknown, debit(1, "3.00")], START);
      expect(answers.map(({ ok }) => ok)).toEqual([true, "failed", true]);
      expect(await fixture.store.reads.wallet(1, 1)).toMatchObject({ balance: 400n, sequence: 4 });
      await fixture.must(debit(1, "1.00"));
      expect(await fixture.store.reads.wallet(1, 1)).toMatchObject({ balance: 300n, sequence: 5 });
      expect(await fixture.verify()).toEqual({ wallets: 2, found: [] });
    });

    test("a process that is never idle lets the others have their turn", async () => {
      const other = await another();
      const order: string[] = [];
      // Its connection is open before the others begin.
      await other.commit([credit(1, "1.00")], START);
      // Too many for two of them to share a transaction.
      const many = Array.from({ length: 501 }, () => credit(1, "0.01"));
      const busy = Array.from({ length: 10 }, () => fixture.store.commit(many, START).then(() => order.push("busy")));
      await busy[0];
      const guest = other.commit([credit(1, "1.00")], START).then(() => order.push("guest"));
      await Promise.all([...busy, guest]);
      expect(order.indexOf("guest")).toBeLessThan(5);
      expect((await fixture.store.reads.wallet(1, 1))?.balance).toBe(5_210n);
    });

    test("the same key at once in two processes is one movement", async () => {
      const other = await another();
      const storeOf = (i: number) => (i % 2 === 0 ? fixture.store : other);
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          storeOf(i).commit([credit(1, "1.00", { idempotency: key(`k${i >> 1}`) })], START),
        ),
      );
      const replayed = answers.map(
        (committed) => (committed.answers[0] as { readonly replayed?: boolean }).replayed === true,
      );
      expect(replayed.filter(Boolean)).toHaveLength(10);
      expect((await fixture.store.reads.wallet(1, 1))?.balance).toBe(1_000n);
    });

    test("a row that the database refuses fails its command alone, whether or not the statements are new to the connection", async () => {
      await fixture.database.run("ALTER TABLE transactions ADD CHECK (amount <> 666)");
      const batch = ["1.00", "6.66", "2.00", "6.66"].map((amount) => credit(1, amount));
      for (const store of [await another(), fixture.store]) {
        for (let round = 0; round < 2; round += 1) {
          const { answers } = await store.commit(batch, START);
          expect(answers.map(({ ok }) => ok)).toEqual([true, "failed", true, "failed"]);
        }
      }
      expect((await fixture.store.reads.wallet(1, 1))?.balance).toBe(1_200n);
      expect((await fixture.verify()).found).toEqual([]);
    });

    test("a batch that fails takes nothing from those that follow it at once", async () => {
      await fixture.database.run("ALTER TABLE transactions ADD CHECK (amount <> 666)");
      // Too many for two of them to share a transaction; one of the second is refused.
      const batches = ["0.01", "6.66", "0.01"].map((amount) =>
        Array.from({ length: 501 }, (_, i) => credit(1, i === 250 ? amount : "0.01")),
      );
      const committed = await Promise.all(batches.map((commands) => fixture.store.commit(commands, START)));
      const failed = committed.map(({ answers }) => answers.flatMap(({ ok }, i) => (ok === true ? [] : [i])));
      expect(failed).toEqual([[], [250], []]);
      expect((await fixture.store.reads.wallet(1, 1))?.balance).toBe(3n * 501n - 1n);
      expect((await fixture.verify()).found).toEqual([]);
    });

    test("one process at a time has a role, and the next one takes it when that process is gone", async () => {
      const other = await another();
      const role = await fixture.store.takeRole("sweep");
      expect(role).not.toBeNull();
      expect(await other.takeRole("sweep")).toBeNull();
      expect(await fixture.store.takeRole("sweep")).toBeNull();
      const unrelated = await other.takeRole("dispatcher");
      expect(unrelated).not.toBeNull();
      await role?.release();
      const second = await other.takeRole("sweep");
      expect(second).not.toBeNull();
      await fixture.database.run(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'plimsoll role sweep' AND datname = '${databaseName()}'`,
      );
      await second?.lost;
      const third = await fixture.store.takeRole("sweep");
      expect(third).not.toBeNull();
      await third?.release();
      await unrelated?.release();
    });

    test("hears of deliveries that another process commits", async () => {
      const other = await another();
      await fixture.must(newEndpoint());
      let heard = 0;
      let wake: () => void = () => undefined;
      const next = () => new Promise<void>((resolve) => (wake = resolve));
      const listening = next();
      fixture.store.onForeignDeliveries(() => {
        heard += 1;
        wake();
      });
      // Once for notices missed before the listening began.
      await listening;
      const notified = next();
      await other.commit([credit(1, "1.00")], START);
      await notified;
      expect(heard).toBe(2);
    });

    test("hears of changed rows that processes cache, whichever process changed them", async () => {
      const other = await another();
      const [made] = await fixture.must<{ provider: { id: string } }>(newProvider({ webhookSecret: "one" as Sealed }));
      const id = made?.provider.id ?? "";
      const heard: unknown[] = [];
      let wake: () => void = () => undefined;
      const next = () => new Promise<void>((resolve) => (wake = resolve));
      const listening = next();
      fixture.store.onForeignRow((change) => {
        heard.push(change);
        wake();
      });
      // Once for notices missed before the listening began.
      await listening;
      const notified = next();
      const change = (patch: object) =>
        ({ type: "update_provider", accountId: 1, providerId: id, patch }) as Parameters<
          typeof other.commit
        >[0][number];
      // A change of a row that is never cached sends no notice.
      await other.commit([change({ name: "Renamed" })], START);
      await other.commit([change({ webhookSecret: "two" })], START);
      await notified;
      expect(heard).toEqual([null, { table: "providers", key: id }]);
    });

    test("hears of events that wait for a poll, whichever process received them", async () => {
      const other = await another();
      const [made] = await fixture.must<{ provider: { id: string } }>(newProvider());
      const id = made?.provider.id ?? "";
      const heard: (string | null)[] = [];
      let wake: () => void = () => undefined;
      const next = () => new Promise<void>((resolve) => (wake = resolve));
      const listening = next();
      fixture.store.onWaiting((providerId) => {
        heard.push(providerId);
        wake();
      });
      // Once for notices missed before the listening began.
      await listening;
      // Of a wallet that is not known yet. Its own as well: another process may have handed the event to it.
      for (const store of [fixture.store, other]) {
        const notified = next();
        await store.commit([providerEvent(id, `e1 ${heard.length}`), providerEvent(id, `e2 ${heard.length}`)], START);
        await notified;
      }
      expect(heard).toEqual([null, id, id]);
    });

    test("a server that goes away in the middle: nothing is half applied, and everything continues when it is back", async () => {
      const { store, proxy } = await behindProxy();
      const commands = Array.from({ length: 100 }, (_, i) => [
        credit(1, "1.00", { idempotency: key(`a${i}`) }),
        credit(2, "1.00", { idempotency: key(`b${i}`) }),
      ]);
      let acknowledged = 0;
      const results: unknown[] = [];
      // Four callers, each of whom waits for a response before the next request.
      const caller = async (number: number) => {
        for (const [i, pair] of commands.entries()) {
          if (i % 4 !== number) continue;
          try {
            const { answers } = await store.commit(pair, START);
            acknowledged += 1;
            results.push(answers.map(({ ok }) => ok));
          } catch (error) {
            results.push(error);
          }
          if (i === 40) await proxy.stop();
        }
      };
      await Promise.all([0, 1, 2, 3].map(caller));
      expect(acknowledged).toBeGreaterThan(10);
      const failures = results.filter((result) => !Array.isArray(result));
      expect(failures.length).toBeGreaterThan(0);
      for (const failure of failures) expect(failure).toBeInstanceOf(StoreUnavailable);
      await expect(store.reads.wallet(1, 1)).rejects.toThrow(StoreUnavailable);
      await expect(store.commit([credit(1, "1.00")], START)).rejects.toThrow(StoreUnavailable);

      const one = await fixture.store.reads.wallet(1, 1);
      const two = await fixture.store.reads.wallet(1, 2);
      expect(one?.balance).toBe(two?.balance);
      expect(one?.sequence).toBeGreaterThanOrEqual(acknowledged);

      await proxy.start();
      await Promise.all(commands.map((pair) => store.commit(pair, START)));
      expect((await store.reads.wallet(1, 1))?.balance).toBe(10_000n);
      expect((await store.reads.wallet(1, 2))?.balance).toBe(10_000n);
      expect((await fixture.verify()).found).toEqual([]);
    });

    test("a lost response is reported as such, and the repetition finds the first", async () => {
      const { store, proxy } = await behindProxy();
      const order = credit(1, "1.00", { idempotency: key("order") });
      await store.commit([credit(2, "1.00")], START);
      // The server receives the whole batch; the way back is cut.
      const listener = await fixture.database.transaction();
      await listener.transaction.begin();
      proxy.deaf = true;
      const lost = store.commit([order], START);
      await listener.transaction.rollback();
      await listener.close();
      await proxy.stop();
      await expect(lost).rejects.toThrow(StoreUnavailable);
      await proxy.start();
      await store.commit([order], START);
      await store.commit([order], START);
      expect((await fixture.store.reads.wallet(1, 1))?.balance).toBe(100n);
    });

    test("sessions that the server ends while idle cost no request, whatever their use", async () => {
      const { store, reads } = { store: fixture.store, reads: fixture.store.reads };
      await reads.cardBalance(1, "card_none");
      for (let round = 0; round < 3; round += 1) {
        await engine.administer(terminateAll());
        const [{ answers }, wallet, card] = await Promise.all([
          store.commit([credit(1, "1.00")], START),
          reads.wallet(1, 2),
          reads.cardBalance(1, "card_none"),
        ]);
        expect(answers[0]?.ok).toBe(true);
        expect(wallet?.balance).toBe(0n);
        expect(card).toBeNull();
      }
      expect((await reads.wallet(1, 1))?.balance).toBe(300n);
    });

    test("a batch whose session ends before its COMMIT is sent starts over, and is stored once", async () => {
      const { store } = fixture;
      await store.commit([credit(1, "1.00")], START);
      const holder = await fixture.database.transaction();
      await holder.transaction.begin();
      await holder.transaction.load([{ table: "accounts", index: "pk", key: [1] }]);
      const waiting = store.commit([credit(1, "2.00")], START);
      const writers = `FROM pg_stat_activity WHERE datname = '${databaseName()}' AND application_name = 'plimsoll write'`;
      await engine.administer(
        `DO $$ BEGIN WHILE NOT EXISTS (SELECT ${writers} AND wait_event_type = 'Lock') LOOP PERFORM pg_sleep(0.01), pg_stat_clear_snapshot(); END LOOP; END $$`,
      );
      await engine.administer(`SELECT pg_terminate_backend(pid, 5000) ${writers}`);
      await holder.transaction.rollback();
      await holder.close();
      expect((await waiting).answers[0]?.ok).toBe(true);
      expect((await store.reads.wallet(1, 1))?.balance).toBe(300n);
    });

    test("a batch of a process that stalls in its decision until the server ends the session starts over, and is stored once", async () => {
      const { store } = fixture;
      await store.commit([credit(1, "1.00")], START);
      const sleeper = new Int32Array(new SharedArrayBuffer(4));
      let reads = 0;
      const stalling = {
        ...credit(1, "2.00"),
        /** Blocks the whole process, as a starved one is, the first time that it is read with the account's lock held. */
        get kind() {
          reads += 1;
          if (reads === 1) Atomics.wait(sleeper, 0, 0, STALL_MS);
          return "topup" as const;
        },
      };
      // More than a socket's buffers hold, so that writing it fails, and not the answer to it alone.
      const large = Array.from({ length: 2_000 }, () => credit(1, "0.01", { remarks: "x".repeat(1_000) }));
      const { answers } = await store.commit([stalling, ...large], START);
      expect(new Set(answers.map(({ ok }) => ok))).toEqual(new Set([true]));
      expect(reads).toBe(2);
      expect((await store.reads.wallet(1, 1))?.balance).toBe(2_300n);
    });

    test("a login that is refused meanwhile counts as an unavailable database", async () => {
      const target = new URL(databaseUrl);
      target.username = `guest_${databaseName()}`;
      await engine.administer(`CREATE ROLE ${target.username} LOGIN SUPERUSER`);
      const store = await openStore({ engine: "postgres", url: target.href }, "request");
      opened.push(store);
      try {
        await store.commit([credit(1, "1.00")], START);
        await engine.administer(`ALTER ROLE ${target.username} NOLOGIN`);
        await engine.administer(terminateAll());
        await expect(store.commit([credit(1, "1.00")], START)).rejects.toThrow(StoreUnavailable);
        await expect(store.reads.wallet(1, 1)).rejects.toThrow(StoreUnavailable);
      } finally {
        await engine.administer(`DROP ROLE ${target.username}`);
      }
    });

    test("a database that accepts no connections is unavailable, and available again when it does", async () => {
      await engine.administer(`ALTER DATABASE ${databaseName()} ALLOW_CONNECTIONS false`);
      await engine.administer(terminateAll());
      try {
        // The first may still find a connection that has just been ended; the second has to open one.
        for (let i = 0; i < 2; i += 1) {
          await expect(fixture.store.commit([credit(1, "1.00")], START)).rejects.toThrow(StoreUnavailable);
          await expect(fixture.store.reads.wallet(1, 1)).rejects.toThrow(StoreUnavailable);
        }
      } finally {
        await engine.administer(`ALTER DATABASE ${databaseName()} ALLOW_CONNECTIONS true`);
      }
      await fixture.must(credit(1, "1.00"));
      expect((await fixture.store.reads.wallet(1, 1))?.balance).toBe(100n);
    });

    test.each([
      [{ code: "ECONNREFUSED" }, true],
      [{ code: "ECONNRESET" }, true],
      [{ code: "EPIPE" }, true],
      [{}, true],
      [{ code: "57P01" }, true],
      [{ code: "57P03" }, true],
      [{ code: "53300" }, true],
      [{ code: "08006" }, true],
      [{ code: "42601" }, false],
      [{ code: "23505" }, false],
      [{ code: "22003" }, false],
    ])("an error with %j counts as an unavailable database: %s", (fields, passing) => {
      const error = Object.assign(new Error("x"), fields);
      expect(translated(error) instanceof StoreUnavailable).toBe(passing);
    });
  });
}
