import type { Provider } from "@plimsoll/core";
import type { ListedAlert } from "@plimsoll/server/store/port/alerts";
import { deliveryKey, type DeliveryFilter, type ListedDelivery } from "@plimsoll/server/store/port/deliveries";
import type { PageOf, PageRequest } from "@plimsoll/server/store/port/page";
import type { ListedTransaction, Period, TransactionFilter, WalletFilter } from "@plimsoll/server/store/port/wallets";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newEndpoint, newFeature, newProvider, newWallet, patchWallet } from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { plannedReads, type PlannedReads } from "../../support/query-plans.ts";
import { SCALE } from "../../support/simulation/scale.ts";
import { START } from "../../support/world.ts";
import { Fixture } from "./fixture.ts";

/** Several pieces of a walk; with a scale of 200, a million. */
const ROWS = 5_000 * SCALE;
const TIMEOUT_MS = 60_000 * SCALE;
const WALLETS = 12;
/** Entries of the alert history. */
const ENTRIES = 3_000 * SCALE;
/** Events that were delivered. */
const DELIVERED = 1_200;
/** Rows in one second share their time. */
const TIME_OF = `${START} + (n / 3) * 1000`;
/** A name and a reference with every character that a search might take for its own. */
const HOSTILE = String.raw`100%_\'";--`;

const KIND_OF = `CASE WHEN n % 251 = 0 THEN 'topup' WHEN n % 373 = 0 THEN 'refund' WHEN n % 1249 = 0 THEN 'adjustment'
  WHEN n % 751 = 0 THEN 'payout' WHEN n % 2 = 0 THEN 'order' ELSE 'usage' END`;
/** The last wallets have few transactions. */
const WALLET_OF = `CASE WHEN n % 1259 = 0 THEN 12 WHEN n % 257 = 0 THEN 11 ELSE 1 + n % 10 END`;

export function filterSuite(engine: TestEngine): void {
  describe("filters", { timeout: TIMEOUT_MS }, () => {
    let fixture: Fixture;
    let planned: PlannedReads;
    let providerId: string;
    let featureId: string;
    let endpoints: readonly string[];
    let all: readonly ListedTransaction[];
    let entries: readonly ListedAlert[];
    const reads = () => fixture.store.reads;

    // The tests below do not write: one history serves them all.
    beforeAll(async () => {
      fixture = await Fixture.open(engine, ["default", "other"]);
      const [made] = await fixture.must<{ provider: Provider }>(newProvider());
      providerId = made?.provider.id ?? "";
      const [feature] = await fixture.must<{ feature: { id: string } }>(newFeature());
      featureId = feature?.feature.id ?? "";
      await fixture.must(
        ...Array.from({ length: WALLETS }, (_, i) =>
          newWallet({
            name: i === 3 ? HOSTILE : `Wallet ${i + 1}`,
            currency: i % 2 === 0 ? "USD" : "EUR",
            featureIds: i % 4 === 0 ? [featureId] : [],
            overdraftLimit: null,
            ...(i >= 10 && { overdraftLimit: undefined, mirror: { providerId, externalId: `x${i}`, balance: null } }),
          }),
        ),
        patchWallet(5, { status: "closed" }),
        patchWallet(6, { status: "frozen" }),
      );
      const opened = await fixture.must<{ endpoint: { id: string } }>(
        newEndpoint({ url: "https://example.com/first" }),
        newEndpoint({ url: "https://example.com/second" }),
      );
      endpoints = opened.map(({ endpoint }) => endpoint.id);
      await fill(fixture, engine, endpoints);
      planned = await plannedReads(fixture.database);
      all = await pages((page) => reads().transactions(1, {}, page));
      entries = await pages((page) => reads().alertHistory(1, {}, page));
    }, TIMEOUT_MS);
    afterAll(async () => {
      await planned.close();
      await fixture.close();
    });

    const time = (part: number) => START + Math.floor((ROWS * part) / 3) * 1_000;
    const periods = () => [
      { from: time(0.25), to: time(0.6) },
      { from: time(0.999) },
      { to: time(0.001) },
      { from: time(0.5), to: time(0.5) },
      { from: time(2) },
    ];

    test("transactions: each filter and its combinations give what comparing every row gives", async () => {
      const nothing: TransactionFilter[] = [
        { type: "DEBIT", kind: "topup" },
        { providerId: "prov_none" },
        { q: "nowhere" },
        { walletId: 2, currency: "USD" },
      ];
      const filters: TransactionFilter[] = [
        ...nothing,
        { kind: "topup" },
        { kind: "payout" },
        { kind: "order" },
        { type: "CREDIT" },
        { currency: "EUR" },
        { currency: "EUR", providerId },
        { providerId },
        { reference: "REF 7" },
        { reference: HOSTILE },
        { orderId: 37 },
        { q: HOSTILE },
        { q: "REMARK 19" },
        { q: "%" },
        { q: "_" },
        { q: "\\" },
        { walletId: 3, type: "CREDIT" },
        { walletId: 2, kind: "payout" },
        { walletId: 3, currency: "USD" },
        ...periods(),
        ...periods().map((period) => ({ ...period, walletId: 3 })),
        ...periods().map((period) => ({ ...period, kind: "topup" as const })),
        ...periods().map((period) => ({ ...period, providerId, type: "DEBIT" as const })),
      ];
      for (const filter of filters) {
        const expected = all.filter((row) => matches(row, filter, providerId));
        const title = JSON.stringify(filter);
        const isPart = filter.from !== undefined || filter.to !== undefined;
        if (!isPart) expect(expected.length === 0, title).toBe(nothing.includes(filter));
        const page = await reads().transactions(1, filter, { page: 1, limit: 1_000 });
        expect(ids(page.rows), title).toEqual(ids(expected.slice(0, 1_000)));
        if (!page.stopped)
          expect(page.total, title).toBe(isPeriod(filter) ? expected.length : Math.min(expected.length, 10_000));
        const second = await reads().transactions(1, filter, { page: 3, limit: 7 });
        expect(ids(second.rows), title).toEqual(ids(expected.slice(14, 21)));
        expect(ids(await pages((request) => reads().transactions(1, filter, request))), title).toEqual(ids(expected));
      }
    });

    test("events by type and time", async () => {
      const events = await pages((page) => reads().events(1, page));
      expect(events).toHaveLength(ROWS);
      for (const type of [undefined, "wallet.debited", "wallet.credited", "wallet.stale", "wallet.none"]) {
        for (const period of [{}, ...periods()]) {
          const expected = events.filter(
            (event) => (type === undefined || event.type === type) && within(event.createdAt, period),
          );
          const filter = { type, ...period };
          const found = await reads().events(1, { page: 2, limit: 9 }, filter);
          expect(found.rows, JSON.stringify(filter)).toEqual(expected.slice(9, 18));
          const whole = await pages((page) => reads().events(1, page, filter));
          expect(whole.map(({ position }) => position)).toEqual(expected.map(({ position }) => position));
        }
      }
    });

    test("the alert history by state and time", async () => {
      for (const state of [undefined, "ok", "blocked"] as const) {
        for (const walletId of [undefined, 2]) {
          for (const period of [{}, { from: time(0.02), to: time(0.05) }]) {
            const filter = { state, walletId, ...period };
            const expected = entries.filter(
              ({ entry }) =>
                (state === undefined || entry.state === state) &&
                (walletId === undefined || entry.walletId === walletId) &&
                within(entry.createdAt, period),
            );
            const found = await reads().alertHistory(1, filter, { page: 1, limit: 20 });
            expect(found.rows, JSON.stringify(filter)).toEqual(expected.slice(0, 20));
            expect(found.total).toBe(expected.length);
          }
        }
      }
    });

    test("wallets: each filter, alone and with others", async () => {
      const wallets = await pages((page) => reads().wallets(1, page));
      const filters: WalletFilter[] = [
        { state: "in_alarm" },
        { state: "ok", currency: "USD" },
        { status: "closed" },
        { status: "active", currency: "EUR" },
        { currency: "USD" },
        { providerId },
        { featureId },
        { featureId, status: "closed" },
        { stale: true },
        { stale: false, providerId },
        { q: HOSTILE },
        { q: "WALLET 1" },
        { q: "x10" },
        { q: "7" },
        { q: "%" },
      ];
      for (const filter of filters) {
        const { q = null } = filter;
        const expected = wallets.filter(
          (wallet) =>
            (!filter.state || wallet.alertState === filter.state) &&
            (!filter.status || wallet.status === filter.status) &&
            (!filter.currency || wallet.currency === filter.currency) &&
            (!filter.providerId || wallet.providerId === filter.providerId) &&
            (!filter.featureId || wallet.featureIds.includes(filter.featureId)) &&
            (typeof filter.stale !== "boolean" || wallet.stale === filter.stale) &&
            (q === null || has(q, wallet.name, wallet.externalId) || String(wallet.id) === q),
        );
        const title = JSON.stringify(filter);
        expect(expected.length, title).toBeGreaterThan(0);
        expect(await reads().wallets(1, { page: 1, limit: 50 }, filter), title).toEqual({
          rows: expected,
          total: expected.length,
        });
        expect(await reads().wallets(1, { page: 2, limit: 1 }, filter), title).toMatchObject({
          rows: expected.slice(1, 2),
        });
        expect(await reads().matchingWallets(1, filter, 50), title).toEqual(expected);
        if (expected.length > 1) expect(await reads().matchingWallets(1, filter, 1), title).toBeNull();
      }
    });

    test("deliveries over all endpoints, in the order of their events", async () => {
      const deliveries = await deliveryPages({});
      expect(deliveries.map(({ event, delivery }) => [event.id, delivery.endpointId])).toEqual(
        Array.from({ length: DELIVERED }, (_, i) => DELIVERED - i).flatMap((n) =>
          (n % 3 === 0 ? [...endpoints].toReversed() : endpoints.slice(0, 1)).map((id) => [`evt_${n}`, id]),
        ),
      );
      const filters: DeliveryFilter[] = [
        { endpointId: endpoints[1] },
        { status: "failed" },
        { status: "delivered", eventType: "wallet.credited" },
        { eventType: "wallet.stale" },
        { q: "SECOND" },
        { q: "nowhere" },
        { from: START + 100_000, to: START + 300_000 },
        { from: START + 100_000, to: START + 300_000, status: "failed" },
      ];
      for (const filter of filters) {
        const expected = deliveries.filter(
          ({ delivery, event }) =>
            (!filter.endpointId || delivery.endpointId === filter.endpointId) &&
            (!filter.status || delivery.status === filter.status) &&
            (!filter.eventType || event.type === filter.eventType) &&
            (filter.q !== "SECOND" || delivery.endpointId === endpoints[1]) &&
            filter.q !== "nowhere" &&
            within(delivery.createdAt, filter),
        );
        const title = JSON.stringify(filter);
        expect(await deliveryPages(filter), title).toEqual(expected);
        const found = await reads().allDeliveries(1, filter, { page: 2, limit: 5 });
        expect(found, title).toEqual({ rows: expected.slice(5, 10), total: expected.length });
      }
      expect(await reads().allDeliveries(2, {}, { page: 1, limit: 5 })).toEqual({ rows: [], total: 0 });
    });

    async function deliveryPages(filter: DeliveryFilter): Promise<readonly ListedDelivery[]> {
      const rows: ListedDelivery[] = [];
      for (let after = Number.MAX_SAFE_INTEGER; ;) {
        const part = (await reads().allDeliveries(1, filter, { page: 1, limit: 250, after })).rows;
        rows.push(...part);
        const last = part.at(-1);
        if (last === undefined || part.length < 250) return rows;
        after = deliveryKey(last.delivery.eventPosition, last.ordinal ?? 0);
      }
    }

    test("balances over time: lowest, highest and last of each part", async () => {
      const wallet = await reads().wallet(1, 3);
      if (!wallet) throw new Error("no wallet");
      const own = all.filter(({ transaction }) => transaction.walletId === 3).toReversed();
      const balanceBefore = (at: number) =>
        own.findLast(({ transaction }) => transaction.createdAt < at)?.transaction.balanceAfter ?? 0n;
      for (const { from, to, points } of [
        { from: START - 50_000, to: time(1.1), points: 48 },
        { from: time(0.3), to: time(0.4), points: 7 },
        { from: time(0.5), to: time(0.5) + 10, points: 3 },
        { from: time(3), to: time(4), points: 2 },
      ]) {
        const bounds = Array.from({ length: points + 1 }, (_, i) => from + Math.round(((to - from) * i) / points));
        const { buckets, exact } = await reads().balanceSeries(1, wallet, { from, to, points });
        expect(exact).toBe(true);
        const expected = bounds.slice(1).map((end, i) => {
          const begin = bounds[i] ?? 0;
          const inside = own.filter(({ transaction: { createdAt } }) => createdAt >= begin && createdAt < end);
          const balances = [balanceBefore(begin), ...inside.map(({ transaction }) => transaction.balanceAfter)];
          const sorted = balances.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
          return { min: sorted[0], max: sorted.at(-1), last: balances.at(-1) };
        });
        expect(buckets).toEqual(expected);
        expect(await reads().balancesBefore(1, wallet, bounds)).toEqual(bounds.map(balanceBefore));
      }
    });

    test("a statement adds up what every row adds up to, and periods share their boundaries", async () => {
      const wallet = await reads().wallet(1, 2);
      if (!wallet) throw new Error("no wallet");
      const own = all.filter(({ transaction }) => transaction.walletId === 2).toReversed();
      let closed: bigint | null = null;
      for (const [from, to] of [
        [0, time(0.4)],
        [time(0.4), time(0.4)],
        [time(0.4), time(0.9)],
        [time(0.9), time(2)],
      ] as const) {
        const statement = await reads().statement(1, wallet, { from, to });
        if (closed !== null) expect(statement.opening).toBe(closed);
        closed = statement.closing;
        const rows = own
          .map(({ transaction }) => transaction)
          .filter(({ createdAt }) => createdAt >= from && createdAt < to);
        const sums = new Map<string, [bigint, number]>();
        for (const { kind, amount } of rows) {
          const name = `${amount < 0n ? "DEBIT" : "CREDIT"} ${kind}`;
          const [sum, count] = sums.get(name) ?? [0n, 0];
          sums.set(name, [sum + (amount < 0n ? -amount : amount), count + 1]);
        }
        expect(
          new Map(statement.lines.map((line) => [`${line.direction} ${line.kind}`, [line.amount, line.count]])),
        ).toEqual(sums);
        expect(statement.closing).toBe(rows.at(-1)?.balanceAfter ?? statement.opening);
      }
    });

    test("another account sees nothing of it", async () => {
      const empty = { rows: [], total: 0 };
      const page = { page: 1, limit: 10 };
      for (const filter of [{ kind: "topup" as const }, { providerId }, { reference: "REF 7" }, { from: 0 }]) {
        expect(await reads().transactions(2, filter, page)).toEqual(empty);
      }
      expect(await reads().wallets(2, page, { featureId })).toEqual(empty);
      expect(await reads().wallets(2, page, { state: "in_alarm" })).toEqual(empty);
      expect(await reads().events(2, page, { type: "wallet.stale" })).toEqual(empty);
      expect(await reads().alertHistory(2, { state: "ok" }, page)).toEqual(empty);
    });

    test("no filter makes the database read more than a piece of a table at once", async () => {
      const page = { page: 2, limit: 50 };
      const period = periods()[0] ?? {};
      const filters: TransactionFilter[] = [
        ...["topup", "payout", "order"].flatMap((kind) => [
          { kind: kind as "topup" },
          { kind: kind as "topup", ...period },
        ]),
        { type: "CREDIT" },
        { currency: "EUR", q: "nowhere" },
        { providerId },
        { reference: "REF 7" },
        { orderId: 37 },
        { q: "nowhere" },
        { walletId: 1, q: "nowhere" },
        period,
        { ...period, walletId: 3 },
      ];
      const offences: string[] = [];
      const check = async (read: () => Promise<unknown>) => void offences.push(...(await planned.offences(read)));
      for (const filter of filters) {
        await check(() => planned.reads.transactions(1, filter, page));
        await check(() => planned.reads.transactions(1, filter, { page: 1, limit: 50, after: ROWS / 2 }));
      }
      for (const type of ["wallet.stale", "wallet.debited", "wallet.none"]) {
        await check(() => planned.reads.events(1, page, { type }));
        await check(() => planned.reads.events(1, page, { type, ...period }));
      }
      for (const state of ["ok", "blocked"] as const) {
        await check(() => planned.reads.alertHistory(1, { state }, page));
        await check(() => planned.reads.alertHistory(1, { state, walletId: 2, ...period }, page));
      }
      const wallets: WalletFilter[] = [
        { state: "in_alarm" },
        { status: "closed" },
        { currency: "USD" },
        { providerId },
        { featureId },
        { stale: true },
        { q: "nowhere" },
      ];
      for (const filter of wallets) await check(() => planned.reads.wallets(1, page, filter));
      const deliveries: DeliveryFilter[] = [
        {},
        { status: "failed" },
        { eventType: "wallet.stale" },
        { q: "nowhere" },
        period,
      ];
      for (const filter of deliveries) await check(() => planned.reads.allDeliveries(1, filter, page));
      const wallet = await reads().wallet(1, 1);
      if (wallet) {
        await check(() => planned.reads.statement(1, wallet, period));
        await check(() => planned.reads.balanceSeries(1, wallet, { from: time(0.1), to: time(0.9), points: 20 }));
      }
      expect(offences).toEqual([]);
    });
  });
}

/** A list's rows, read to its end as a stream of it is: each part behind the last row of the one before. */
async function pages<T>(list: (page: PageRequest) => Promise<PageOf<T>>): Promise<readonly T[]> {
  const rows: T[] = [];
  for (let after: number | undefined; ;) {
    const part = await list({ page: 1, limit: 1_000, after });
    rows.push(...part.rows);
    const last = part.rows.at(-1);
    if (last === undefined || part.rows.length < 1_000) return rows;
    after = keyOf(last);
  }
}

function keyOf(row: unknown): number {
  const { transaction, entry, position, id } = row as {
    transaction?: { id: number };
    entry?: { position: number };
    position?: number;
    id: number;
  };
  return transaction?.id ?? entry?.position ?? position ?? id;
}

function ids(rows: readonly ListedTransaction[]): readonly number[] {
  return rows.map(({ transaction }) => transaction.id);
}

function isPeriod(filter: TransactionFilter): boolean {
  return Object.keys(filter).every((name) => ["from", "to", "walletId", "currency"].includes(name)) && !filter.currency;
}

function within(time: number, { from, to }: Period): boolean {
  return time >= (from ?? 0) && time < (to ?? Number.POSITIVE_INFINITY);
}

function has(q: string, ...texts: readonly (string | null)[]): boolean {
  return texts.some((text) => text?.toLowerCase().includes(q.toLowerCase()) === true);
}

function matches(
  { transaction, denomination }: ListedTransaction,
  filter: TransactionFilter,
  providerId: string,
): boolean {
  const { q = null } = filter;
  return (
    (!filter.walletId || transaction.walletId === filter.walletId) &&
    (!filter.kind || transaction.kind === filter.kind) &&
    (!filter.type || (transaction.amount < 0n ? "DEBIT" : "CREDIT") === filter.type) &&
    (!filter.currency || denomination.currency === filter.currency) &&
    (!filter.providerId || (filter.providerId === providerId && transaction.walletId > 10)) &&
    (!filter.reference || transaction.referenceNumber === filter.reference) &&
    (!filter.orderId || transaction.orderId === filter.orderId) &&
    (q === null || has(q, transaction.referenceNumber, transaction.remarks, transaction.externalId)) &&
    within(transaction.createdAt, filter)
  );
}

/** A history that commands would take minutes to write. */
async function fill(fixture: Fixture, engine: TestEngine, endpoints: readonly string[]): Promise<void> {
  const isPostgres = engine.name === "PostgreSQL";
  const series = (count: number) =>
    isPostgres
      ? `generate_series(1::bigint, ${count}::bigint) AS s(n)`
      : `(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${count}) SELECT n FROM s)`;
  const insert = async (table: string, count: number, columns: Readonly<Record<string, string>>) => {
    const names = Object.keys(columns);
    const values = names.map((name) => `${columns[name]} AS ${name}`).join(", ");
    await fixture.database.run(`INSERT INTO ${table} (${names.join(", ")}) SELECT ${values} FROM ${series(count)}`);
  };
  const quoted = `'${HOSTILE.replaceAll("'", "''")}'`;
  await fixture.database.run("DELETE FROM events");
  await insert("transactions", ROWS, {
    account_id: "1",
    id: "n",
    wallet_id: WALLET_OF,
    sequence: `row_number() OVER (PARTITION BY ${WALLET_OF} ORDER BY n)`,
    amount: `CASE WHEN n % 251 = 0 OR n % 373 = 0 THEN 50000 ELSE -1 END`,
    balance_after: "n * 7919 % 10007 - 5000",
    kind: KIND_OF,
    order_id: "CASE WHEN n % 10 = 0 THEN n / 100 END",
    reference_number: `CASE WHEN n % 263 = 0 THEN ${quoted} WHEN n % 3 = 0 THEN 'Ref ' || n % 500 WHEN n % 50 = 1 THEN 'REF 7' END`,
    remarks: "CASE WHEN n % 7 = 0 THEN 'remark ' || n END",
    created_at: TIME_OF,
  });
  await insert("events", ROWS, {
    account_id: "1",
    position: `n`,
    id: "'evt_' || n",
    type: `CASE WHEN n % 173 = 0 THEN 'wallet.stale' WHEN n % 30 = 0 THEN 'wallet.credited' ELSE 'wallet.debited' END`,
    payload: "'{}'",
    created_at: TIME_OF,
  });
  await insert("alert_log", ENTRIES, {
    account_id: "1",
    position: "n",
    id: "'alert_' || n",
    wallet_id: "1 + n % 4",
    wallet_position: "1 + (n - 1) / 4",
    owner_kind: "'wallet'",
    owner_id: "'' || (1 + n % 4)",
    owner_position: "1 + (n - 1) / 4",
    stream_position: "1 + (n - 1) / 4",
    previous_state: "'ok'",
    reason: "'entered'",
    state: "CASE WHEN n % 100 = 0 THEN 'blocked' WHEN n % 2 = 0 THEN 'ok' ELSE 'info' END",
    balance: "0",
    cause: `'{"type":"sweep"}'`,
    wallet_sequence: "0",
    episode_id: "'ep'",
    event_id: "'evt'",
    created_at: TIME_OF,
  });
  await fixture.database.run("DELETE FROM deliveries");
  for (const [index, every] of [1, 3].entries()) {
    await insert("deliveries", DELIVERED / every, {
      account_id: "1",
      endpoint_id: `'${endpoints[index]}'`,
      sequence: "n",
      event_position: `n * ${every}`,
      status: "CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'delivered' END",
      attempt_count: "1",
      attempt_base: "0",
      created_at: TIME_OF.replaceAll("n /", `n * ${every} /`),
    });
    await fixture.database.run(
      `UPDATE endpoints SET delivery_count = ${DELIVERED / every} WHERE account_id = 1 AND id = '${endpoints[index]}'`,
    );
  }
  for (const text of [
    `UPDATE accounts SET transaction_count = ${ROWS}, event_count = ${ROWS}, alert_count = ${ENTRIES} WHERE id = 1`,
    `UPDATE wallets SET sequence = (SELECT count(*) FROM transactions t WHERE t.account_id = wallets.account_id AND t.wallet_id = wallets.id), alert_count = CASE WHEN id <= 4 THEN ${ENTRIES / 4} ELSE 0 END`,
    "UPDATE wallets SET alert_state = 'in_alarm' WHERE id IN (2, 3, 9)",
    "UPDATE wallets SET stale = 1 WHERE id = 11",
    isPostgres ? "ANALYZE" : "SELECT 1",
  ]) {
    await fixture.database.run(text);
  }
}
