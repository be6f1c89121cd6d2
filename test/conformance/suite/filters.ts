import type { AlertState, Provider } from "@plimsoll/core";
import type { AuditFilter } from "@plimsoll/server/store/port/audit";
import type { ListedAlert } from "@plimsoll/server/store/port/alerts";
import { deliveryKey, type DeliveryFilter, type ListedDelivery } from "@plimsoll/server/store/port/deliveries";
import type { Negatable } from "@plimsoll/server/store/port/negation";
import type { PageOf, PageRequest } from "@plimsoll/server/store/port/page";
import type { ListedTransaction, Period, TransactionFilter, WalletFilter } from "@plimsoll/server/store/port/wallets";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newChannel, newEndpoint, newFeature, newProvider, newWallet, patchWallet } from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { plannedReads, type PlannedReads } from "../../support/query-plans.ts";
import { SCALE } from "../../support/scale.ts";
import { START } from "../../support/world.ts";
import { Fixture } from "./fixture.ts";

/** Several pieces of a walk; with a scale of 100, a million. */
const ROWS = 10_000 * SCALE;
const TIMEOUT_MS = 60_000 * SCALE;
const WALLETS = 12;
/** Movements between one stored event and the next. */
const APART = 28;
const STORED = Math.floor(ROWS / APART);
/** The transaction of the event at a position, or the last one before a stored event. */
const transactionAt = (position: number) => position - Math.floor(position / (APART + 1));
/** Entries of the alert history. */
const ENTRIES = 3_000 * SCALE;
/** Episodes and holds. */
const EPISODES = 2_500 * SCALE;
/** Messages of two channels. */
const NOTIFIED = 1_200 * SCALE;
/** Entries of the audit log. */
const AUDITED = 2_400;
/** Up to where a filtered list is counted; a list whose length is known says it. */
const MOST_COUNTED = 10_000;
/** Events that were delivered. */
const DELIVERED = 1_200;
/** Three of four were malformed: more than are counted. */
const HOOKS = 1_400;
/** Rows of each sort that the counts of a wallet and of a provider count. */
const MOST_BESIDE = 1_000;
/** Rows in one second share their time. */
const TIME_OF = `${START} + (n / 3) * 1000`;
/** Of the event at a position. */
const timeOfEvent = (position: string) => TIME_OF.replace("n /", `(${position} - (${position}) / ${APART + 1}) /`);
/** A name and a reference with every character that a search might take for its own. */
const HOSTILE = String.raw`100%_\'";--`;
/** Only letters of ASCII match in either case. */
const FOREIGN = "ÄRGER Großhandel";

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
    let channels: readonly string[];
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
            name: i === 3 ? HOSTILE : i === 8 ? FOREIGN : `Wallet ${i + 1}`,
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
      const connected = await fixture.must<{ channel: { id: string } }>(newChannel("slack"), newChannel("email"));
      channels = connected.map(({ channel }) => channel.id);
      await fill(fixture, engine, { endpoints, channels, featureId, providerId });
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
        { q: "ärger" },
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
        { occurred: { from: time(0.25), to: time(0.3) } },
        { walletId: 3, from: time(0.2), occurred: { from: time(0.25), to: time(0.3) } },
        { q: HOSTILE },
        { q: "REMARK 19" },
        { q: "%" },
        { q: "_" },
        { q: "\\" },
        { q: "Ärger gROß" },
        { walletId: 3, type: "CREDIT" },
        { walletId: 2, kind: "payout" },
        { walletId: 3, currency: "USD" },
        { walletId: 3, kind: "order", not: new Set(["kind"]) },
        { kind: "usage", type: "DEBIT", not: new Set(["kind"]) },
        { providerId, not: new Set(["providerId"]) },
        { providerId, currency: "EUR", not: new Set(["currency"]) },
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
        expectPart({ ...page, rows: ids(page.rows) }, ids(expected), 0, 1_000, title);
        if (isPeriod(filter)) expect(page.total, title).toBe(expected.length);
        const second = await reads().transactions(1, filter, { page: 3, limit: 7 });
        expectPart({ ...second, rows: ids(second.rows) }, ids(expected), 14, 21, title);
        expect(ids(await pages((request) => reads().transactions(1, filter, request))), title).toEqual(ids(expected));
      }
    });

    test("events by type and time", async () => {
      const events = await pages((page) => reads().events(1, page));
      expect(events).toHaveLength(ROWS + STORED);
      expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => events.length - index));
      for (const event of events.slice(-3 * APART)) {
        const movement = all.find(({ transaction }) => transaction.id === transactionAt(event.position));
        expect(event.createdAt).toBe(movement?.transaction.createdAt);
        if (event.position % (APART + 1) === 0) continue;
        expect(JSON.parse(event.payload)).toMatchObject({
          id: event.id,
          type: (movement?.transaction.amount ?? 0n) < 0n ? "wallet.debited" : "wallet.credited",
          data: { ledger_id: movement?.transaction.id, wallet_id: movement?.transaction.walletId },
        });
      }
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
            expectPart(found, expected, 0, 20, JSON.stringify(filter));
          }
        }
      }
    });

    test("audit log: actors and resources, alone, together and in a period", async () => {
      const audited = await pages((page) => reads().auditLog(1, { actor: null, resource: null }, page));
      expect(audited).toHaveLength(AUDITED);
      const resources: AuditFilter["resource"][] = [
        null,
        { type: "wallet", id: null },
        { type: "wallet", id: "7" },
        { type: "feature", id: "none" },
      ];
      for (const actor of [null, "key_2", "Treasury", HOSTILE]) {
        for (const resource of resources) {
          for (const period of [{}, ...periods()]) {
            const filter = { actor, resource, ...period };
            const expected = audited.filter(
              (entry) =>
                (actor === null || entry.actorId === actor || entry.actorName === actor) &&
                (resource === null || resource.type === entry.resourceType) &&
                (resource === null || resource.id === null || resource.id === entry.resourceId) &&
                within(entry.createdAt, period),
            );
            const found = await pages((page) => reads().auditLog(1, filter, page));
            expect(found, JSON.stringify(filter)).toEqual(expected);
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
        { watched: true },
        { watched: false, currency: "USD" },
        { watched: false, status: "closed", not: new Set(["status"]) },
        { q: HOSTILE },
        { q: "WALLET 1" },
        { q: "x10" },
        { q: "Ärger gROß" },
        { q: "1", currency: "USD", state: "ok" },
        { q: "7" },
        { q: "%" },
        { currency: "USD", not: new Set(["currency"]) },
        { providerId, not: new Set(["providerId"]) },
        { featureId, currency: "USD", not: new Set(["featureId"]) },
        { status: "closed", state: "in_alarm", not: new Set(["status", "state"]) },
        { providerId, currency: "USD", not: new Set(["currency"]) },
      ];
      for (const filter of filters) {
        const { q = null } = filter;
        const is = wanted(filter);
        const expected = wallets.filter(
          (wallet) =>
            (!filter.state || is("state", wallet.alertState === filter.state)) &&
            (!filter.status || is("status", wallet.status === filter.status)) &&
            (!filter.currency || is("currency", wallet.currency === filter.currency)) &&
            (!filter.providerId || is("providerId", wallet.providerId === filter.providerId)) &&
            (!filter.featureId || is("featureId", wallet.featureIds.includes(filter.featureId))) &&
            (typeof filter.stale !== "boolean" || wallet.stale === filter.stale) &&
            (typeof filter.watched !== "boolean" || wallet.watched === filter.watched) &&
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
      const other = { q: "ärger" };
      expect(await reads().wallets(1, { page: 1, limit: 50 }, other)).toEqual({ rows: [], total: 0 });
    });

    test("counts of a wallet and of a provider are those of its lists, up to a bound", async () => {
      const page = { page: 1, limit: 1 };
      const { total: episodes } = await reads().episodes(1, { ...ANY_EPISODE, walletId: 9 }, page);
      expect(await reads().walletCounts(1, 9)).toEqual({ episodes, topups: 0 });
      expect(episodes).toBeGreaterThan(0);
      const { total: wallets } = await reads().wallets(1, page, { providerId });
      const { total: malformed } = await reads().keptHooks(1, providerId, { reason: "malformed" }, page);
      expect(malformed).toBeGreaterThan(MOST_BESIDE);
      expect(await reads().providerCounts(1, providerId)).toEqual({
        wallets,
        openDrifts: 0,
        rejectedHooks: MOST_BESIDE,
      });
      expect(await reads().providerCounts(2, providerId)).toEqual({ wallets: 0, openDrifts: 0, rejectedHooks: 0 });
    });

    test("deliveries over all endpoints, in the order of their events", async () => {
      const deliveries = await deliveryPages({});
      const events = await pages((page) => reads().events(1, page));
      const eventAt = (position: number) => events[events.length - position];
      expect(deliveries.map(({ event, delivery }) => [event.id, delivery.endpointId])).toEqual(
        Array.from({ length: DELIVERED }, (_, i) => DELIVERED - i).flatMap((n) =>
          (n % 3 === 0 ? [...endpoints].toReversed() : endpoints.slice(0, 1)).map((id) => [eventAt(n)?.id, id]),
        ),
      );
      for (const { delivery, lastAttempt, about } of deliveries) {
        const stored = delivery.eventPosition % (APART + 1) === 0 ? delivery.eventPosition / (APART + 1) : null;
        const moved = all.find(({ transaction }) => transaction.id === transactionAt(delivery.eventPosition));
        const walletId = stored === null ? (moved?.transaction.walletId ?? 0) : 1 + (stored % 13);
        // A test is about nothing; the name of a wallet that is not there is its number.
        const names: Readonly<Record<number, string>> = { 4: HOSTILE, 9: FOREIGN, 13: "13" };
        const name = names[walletId] ?? `Wallet ${walletId}`;
        expect(about).toEqual(stored !== null && stored % 4 === 0 ? null : { type: "wallet", id: walletId, name });
        const hasFailed = delivery.sequence % 50 === 0;
        expect(lastAttempt).toEqual({
          at: delivery.createdAt,
          status: hasFailed ? null : 204,
          latencyMs: delivery.sequence,
          error: hasFailed ? "connection refused" : null,
        });
      }
      const filters: DeliveryFilter[] = [
        { endpointId: endpoints[1] },
        { status: "failed" },
        { status: "delivered", eventType: "wallet.credited" },
        { eventType: "wallet.stale" },
        { q: "SECOND" },
        { q: "nowhere" },
        { from: START + 100_000, to: START + 300_000 },
        { from: START + 100_000, to: START + 300_000, status: "failed" },
        { status: "delivered", endpointId: endpoints[0], not: new Set(["status", "endpointId"]) },
        { eventType: "wallet.credited", not: new Set(["eventType"]) },
        { eventType: "wallet.debited" },
        { eventType: "wallet.debited", status: "failed", not: new Set(["eventType"]) },
        { eventType: "wallet.stale", not: new Set(["eventType"]) },
      ];
      for (const filter of filters) {
        const is = wanted(filter);
        const expected = deliveries.filter(
          ({ delivery, event }) =>
            (!filter.endpointId || is("endpointId", delivery.endpointId === filter.endpointId)) &&
            (!filter.status || is("status", delivery.status === filter.status)) &&
            (!filter.eventType || is("eventType", event.type === filter.eventType)) &&
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
        // A wallet with very many transactions has a series of parts of them.
        expect(exact || SCALE > 1).toBe(true);
        if (!exact) continue;
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

    test("of several episodes the first and the last steps, and the newest notifications of each", async () => {
      const page = { page: 1, limit: 200 };
      const { rows } = await reads().episodes(1, ANY_EPISODE, { ...page, after: 201 });
      const episodeIds = rows.map(({ episode }) => episode.id);
      expect(episodeIds).toHaveLength(200);
      const first = await reads().firstSteps(1, episodeIds, 2);
      const last = await reads().lastSteps(1, episodeIds, 2);
      const newest = await reads().newestNotifications(1, episodeIds, 3);
      const summaries = await reads().notificationSummaries(1, episodeIds, 3);
      const notifications = await pages((request) => reads().notifications(1, ANY_NOTIFICATION, request));
      const lengths = new Set<number>();
      for (const { episode } of rows) {
        const steps = entries
          .map(({ entry }) => entry)
          .filter(
            ({ walletId, ownerKind, ownerId, streamPosition: at }) =>
              walletId === episode.walletId &&
              ownerKind === episode.ownerKind &&
              ownerId === episode.ownerId &&
              at >= episode.firstStep &&
              at <= episode.lastStep,
          )
          .toSorted((a, b) => a.streamPosition - b.streamPosition);
        lengths.add(steps.length);
        expect(first.get(episode.id) ?? [], episode.id).toEqual(steps.slice(0, 2));
        expect(last.get(episode.id) ?? [], episode.id).toEqual(steps.slice(-2));
        const about = notifications.filter(({ notification }) => notification.episodeId === episode.id).slice(0, 3);
        expect(newest.get(episode.id) ?? [], episode.id).toEqual(about);
        expect((summaries.get(episode.id) ?? []).map(({ channelId, createdAt }) => [channelId, createdAt])).toEqual(
          about.map(({ notification }) => [notification.endpointId, notification.createdAt]),
        );
      }
      expect(lengths).toEqual(new Set([0, 2, 3, 4, 5]));
      expect(newest.size).toBe(40);
      expect(await reads().firstSteps(1, [], 2)).toEqual(new Map());
      expect(await reads().newestNotifications(1, [], 2)).toEqual(new Map());
      expect(await reads().newestNotifications(2, episodeIds, 2)).toEqual(new Map());
      expect(await reads().lastSteps(2, episodeIds, 2)).toEqual(new Map());
    });

    test("episodes, notifications and holds by each filter", async () => {
      const episodes = await pages((page) => reads().episodes(1, ANY_EPISODE, page));
      expect(episodes).toHaveLength(EPISODES);
      const asked: (typeof ANY_EPISODE & Period)[] = [{ open: true }, { open: false }, {}].flatMap((open) =>
        [{ walletId: 9 }, { walletId: 2 }, {}].flatMap((wallet) =>
          [{ featureId }, { worstState: "blocked" as const }, {}].flatMap((feature) =>
            [{}, periods()[0]].map((period) => ({
              ...ANY_EPISODE,
              ...open,
              ...wallet,
              ...feature,
              ...period,
            })),
          ),
        ),
      );
      for (const filter of asked) {
        const { open, walletId } = filter;
        const expected = episodes.filter(
          ({ episode }) =>
            (open === null || (episode.closedAt === null) === open) &&
            (walletId === null || episode.walletId === walletId) &&
            (filter.featureId === null || episode.ownerKind === "feature") &&
            (filter.worstState === null || episode.worstState === filter.worstState) &&
            within(episode.openedAt, filter),
        );
        const title = JSON.stringify(filter);
        const found = await reads().episodes(1, filter, { page: 2, limit: 3 });
        expectPart(found, expected, 3, 6, title);
        if (walletId === 2 || filter.from !== undefined) continue;
        const whole = await pages((page) => reads().episodes(1, filter, page));
        expect(whole.map(keyOf), title).toEqual(expected.map(keyOf));
      }
      const notifications = await pages((page) => reads().notifications(1, ANY_NOTIFICATION, page));
      expect(notifications).toHaveLength(NOTIFIED);
      for (const channelId of [null, ...channels]) {
        for (const episodeId of [null, "epi_7"]) {
          for (const status of [null, "failed", "pending"] as const) {
            const expected = notifications.filter(
              ({ notification, delivery }) =>
                (channelId === null || notification.endpointId === channelId) &&
                (episodeId === null || notification.episodeId === episodeId) &&
                (status === null || delivery.status === status),
            );
            const filter = { channelId, episodeId, status };
            const title = JSON.stringify(filter);
            const found = await reads().notifications(1, filter, { page: 2, limit: 3 });
            expectPart(found, expected, 3, 6, title);
            const whole = await pages((page) => reads().notifications(1, filter, page));
            expect(whole.map(keyOf), title).toEqual(expected.map(keyOf));
          }
        }
      }
      const holds = await pages((page) => reads().holds(1, { walletId: null, status: null }, page));
      for (const walletId of [null, 1]) {
        for (const status of ["open", "captured", "expired"] as const) {
          const expected = holds.filter(
            ({ hold }) => (walletId === null || hold.walletId === walletId) && hold.status === status,
          );
          expect(expected.length > 0, `${walletId} ${status}`).toBe(true);
          const found = await reads().holds(1, { walletId, status }, { page: 2, limit: 2 });
          expectPart(found, expected, 2, 4, `${walletId} ${status}`);
          const whole = await pages((page) => reads().holds(1, { walletId, status }, page));
          expect(whole.map(keyOf)).toEqual(expected.map(keyOf));
        }
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
      expect(await reads().episodes(2, { ...ANY_EPISODE, open: false }, page)).toEqual(empty);
      expect(await reads().notifications(2, { ...ANY_NOTIFICATION, status: "failed" }, page)).toEqual(empty);
      expect(await reads().holds(2, { walletId: null, status: "open" }, page)).toEqual(empty);
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
      for (const actor of [null, "key_2", "Treasury"]) {
        for (const resource of [null, { type: "wallet", id: null }, { type: "wallet", id: "7" }] as const) {
          await check(() => planned.reads.auditLog(1, { actor, resource }, page));
          await check(() => planned.reads.auditLog(1, { actor, resource, ...period }, page));
        }
      }
      const wallets: WalletFilter[] = [
        { state: "in_alarm" },
        { status: "closed" },
        { currency: "USD" },
        { providerId },
        { featureId },
        { stale: true },
        { watched: false },
        { q: "nowhere" },
        { providerId, featureId, state: "ok", not: new Set(["providerId", "featureId", "state"]) },
      ];
      for (const filter of wallets) await check(() => planned.reads.wallets(1, page, filter));
      await check(() => planned.reads.walletCounts(1, 1));
      await check(() => planned.reads.providerCounts(1, providerId));
      const deliveries: DeliveryFilter[] = [
        {},
        { status: "failed" },
        { eventType: "wallet.stale" },
        { q: "nowhere" },
        { status: "delivered", not: new Set(["status"]) },
        period,
      ];
      for (const filter of deliveries) await check(() => planned.reads.allDeliveries(1, filter, page));
      await check(() => planned.reads.deliveries(1, endpoints[0] ?? "", { status: "failed" }, page));
      await check(() => planned.reads.deliveries(1, endpoints[0] ?? "", { status: null }, page));
      await check(() => planned.reads.recentDeliveries(1, endpoints, { since: START, most: 100 }));
      await check(() => planned.reads.recentDeliveries(1, endpoints.slice(0, 1), { since: START, most: 1_000 }));
      for (const filter of [
        {},
        { open: true },
        { open: false },
        { walletId: 9 },
        { walletId: 2, open: true },
        { featureId },
        period,
      ]) {
        await check(() => planned.reads.episodes(1, { ...ANY_EPISODE, ...filter }, page));
        await check(() =>
          planned.reads.episodes(1, { ...ANY_EPISODE, ...filter }, { ...page, page: 1, after: EPISODES / 2 }),
        );
      }
      for (const filter of [
        {},
        { status: "failed" as const },
        { channelId: channels[0] ?? "" },
        { episodeId: "epi_7" },
      ]) {
        await check(() => planned.reads.notifications(1, { ...ANY_NOTIFICATION, ...filter }, page));
        await check(() => planned.reads.notifications(1, { ...ANY_NOTIFICATION, ...filter, status: "pending" }, page));
      }
      for (const walletId of [null, 1]) {
        for (const status of ["open", "captured"] as const) {
          await check(() => planned.reads.holds(1, { walletId, status }, page));
        }
        for (const status of [null, "proposed"] as const) {
          await check(() => planned.reads.topups(1, { walletId, status }, page));
        }
        for (const status of [null, "PENDING"] as const) {
          await check(() => planned.reads.orders(1, { walletId, status, reference: null }, page));
          await check(() => planned.reads.orders(1, { walletId, status, reference: "r" }, page));
          await check(() =>
            planned.reads.orders(1, { walletId, status, reference: null, not: new Set(["status"]) }, page),
          );
        }
      }
      await check(() => planned.reads.products(1, page, { q: "nowhere", status: "active" }));
      await check(() => planned.reads.cards(1, page, { q: "nowhere", walletId: 1, not: new Set(["walletId"]) }));
      const wallet = await reads().wallet(1, 1);
      if (wallet) {
        await check(() => planned.reads.statement(1, wallet, period));
        await check(() => planned.reads.balanceSeries(1, wallet, { from: time(0.1), to: time(0.9), points: 20 }));
      }
      expect(offences).toEqual([]);
    });
  });
}

/** More transactions than one search compares. */
const LONG = 27_000;

export function longSearchSuite(engine: TestEngine): void {
  test("a transaction is found by its whole reference, however old it is", async () => {
    const fixture = await Fixture.open(engine, ["default", "other"]);
    const { reads } = fixture.store;
    await fixture.must(newWallet());
    const numbered =
      engine.name === "PostgreSQL"
        ? `generate_series(1::bigint, ${LONG}::bigint) AS s(n)`
        : `(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < ${LONG}) SELECT n FROM s)`;
    await fixture.database.run(
      `INSERT INTO transactions (account_id, id, wallet_id, sequence, amount, balance_after, kind, reference_number, created_at)
       SELECT 1, n, 1, n, -1, -n, 'order', CASE WHEN n IN (9, 26999) THEN 'INV_A' ELSE 'INV_' || n END, ${START} + n * 1000 FROM ${numbered}`,
    );
    await fixture.database.run(`UPDATE accounts SET transaction_count = ${LONG} WHERE id = 1`);
    await fixture.database.run(`UPDATE wallets SET sequence = ${LONG} WHERE account_id = 1`);
    const stopped = { before: START + (LONG - 25_000) * 1_000 + 1_001 };
    const list = async (filter: TransactionFilter, page: PageRequest) => {
      const { rows, ...rest } = await reads.transactions(1, filter, page);
      return { ids: ids(rows), ...rest };
    };
    const page = { page: 1, limit: 50 };
    expect(await list({ q: "INV_A" }, page)).toEqual({ ids: [26_999, 9], total: 2, stopped });
    expect(await list({ q: "NV_a" }, page)).toEqual({ ids: [26_999], total: 1, stopped });
    expect(await list({ q: "INV_A" }, { page: 2, limit: 1 })).toMatchObject({ ids: [9], total: 2 });
    expect(await list({ walletId: 1, q: "INV_A" }, page)).toMatchObject({ ids: [26_999, 9], total: 2 });
    expect(await list({ kind: "usage", q: "INV_A" }, page)).toMatchObject({ ids: [], total: 0 });
    expect(await list({ q: "INV_A", from: START + 10_000 }, page)).toMatchObject({ ids: [26_999], total: 1 });
    expect(await list({ q: "INV_A", to: stopped.before }, page)).toEqual({ ids: [9], total: 1 });
    expect((await reads.transactions(2, { q: "INV_A" }, page)).rows).toEqual([]);
    await fixture.close();
  });
}

/** The rows of a page, and its total up to where counting ends; of a search that stopped at its bound, the first of them. */
function expectPart<Row>(page: PageOf<Row>, expected: readonly Row[], from: number, to: number, title: string): void {
  if (page.stopped) {
    expect(SCALE, `${title} stopped`).toBeGreaterThan(1);
    expect(page.rows, title).toEqual(expected.slice(from, from + page.rows.length));
    return;
  }
  expect(page.rows, title).toEqual(expected.slice(from, to));
  expect([expected.length, Math.min(expected.length, MOST_COUNTED)], title).toContain(page.total);
}

const ANY_EPISODE: {
  open: boolean | null;
  walletId: number | null;
  featureId: string | null;
  worstState: AlertState | null;
} = {
  open: null,
  walletId: null,
  featureId: null,
  worstState: null,
};
const ANY_NOTIFICATION = { episodeId: null, channelId: null, status: null };

/**
 * A list's rows, read to its end as a stream of it is: each part behind the last row of the one before. Only the first
 * may stop before it has found enough.
 */
async function pages<T>(list: (page: PageRequest) => Promise<PageOf<T>>): Promise<readonly T[]> {
  const rows: T[] = [];
  for (let after: number | undefined; ;) {
    const part = await list({ page: 1, limit: 1_000, after });
    rows.push(...part.rows);
    const last = part.rows.at(-1);
    if (part.stopped) {
      after = last === undefined ? Number.MAX_SAFE_INTEGER : keyOf(last);
    } else {
      if (last === undefined || part.rows.length < 1_000) return rows;
      after = keyOf(last);
    }
  }
}

function keyOf(row: unknown): number {
  const { transaction, entry, episode, notification, hold, position, id } = row as {
    transaction?: { id: number };
    entry?: { position: number };
    episode?: { position: number };
    notification?: { position: number };
    hold?: { position: number };
    position?: number;
    id: number;
  };
  const numbered = entry ?? episode ?? notification ?? hold;
  return transaction?.id ?? numbered?.position ?? position ?? id;
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
  const lower = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return texts.some((text) => text !== null && lower(text).includes(lower(q)));
}

/** Whether a member that holds, or does not, is what a filter wants of it. */
function wanted({ not }: Negatable): (member: string, holds: boolean) => boolean {
  return (member, holds) => holds !== (not?.has(member) ?? false);
}

function matches(
  { transaction, denomination }: ListedTransaction,
  filter: TransactionFilter,
  providerId: string,
): boolean {
  const { q = null } = filter;
  const is = wanted(filter);
  return (
    (!filter.walletId || transaction.walletId === filter.walletId) &&
    (!filter.kind || is("kind", transaction.kind === filter.kind)) &&
    (!filter.type || (transaction.amount < 0n ? "DEBIT" : "CREDIT") === filter.type) &&
    (!filter.currency || is("currency", denomination.currency === filter.currency)) &&
    (!filter.providerId || is("providerId", filter.providerId === providerId && transaction.walletId > 10)) &&
    (!filter.reference || transaction.referenceNumber === filter.reference) &&
    (!filter.orderId || transaction.orderId === filter.orderId) &&
    (!filter.occurred || within(transaction.occurredAt ?? transaction.createdAt, filter.occurred)) &&
    (q === null || has(q, transaction.referenceNumber, transaction.remarks, transaction.externalId)) &&
    within(transaction.createdAt, filter)
  );
}

interface Filled {
  readonly endpoints: readonly string[];
  readonly channels: readonly string[];
  readonly featureId: string;
  readonly providerId: string;
}

/** A history that commands would take minutes to write. */
async function fill(
  fixture: Fixture,
  engine: TestEngine,
  { endpoints, channels, featureId, providerId }: Filled,
): Promise<void> {
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
    remarks: `CASE WHEN n % 7 = 0 THEN 'remark ' || n WHEN n % 55 = 1 THEN '${FOREIGN}' END`,
    occurred_at: `CASE WHEN n % 41 = 0 THEN ${TIME_OF} - 500000 END`,
    created_at: TIME_OF,
  });
  // What a test sends may have any type.
  await insert("events", STORED, {
    account_id: "1",
    position: `n * ${APART + 1}`,
    ordinal: "n",
    id: "'evt_' || n",
    type: `CASE WHEN n % 6 = 0 THEN 'wallet.stale' WHEN n % 4 = 0 THEN 'wallet.debited' ELSE 'wallet.credited' END`,
    payload: `'{"type":"wallet.stale","data":{"wallet_id":' || (1 + n % 13) || '}}'`,
    endpoint_id: `CASE WHEN n % 4 = 0 THEN '${endpoints[0]}' END`,
    created_at: timeOfEvent(`n * ${APART + 1}`),
  });
  await insert("kept_hooks", HOOKS, {
    account_id: "1",
    id: "'hook_' || n",
    provider_id: `'${providerId}'`,
    reason: "CASE WHEN n % 4 = 0 THEN 'late' ELSE 'malformed' END",
    body: "'{}'",
    received_at: TIME_OF,
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
  await insert("audit_log", AUDITED, {
    account_id: "1",
    position: "n",
    id: "'aud_' || n",
    actor_id: "CASE WHEN n % 40 = 0 THEN 'key_2' WHEN n % 3 <> 0 THEN 'key_1' END",
    actor_name: "CASE WHEN n % 7 = 0 THEN 'Treasury' ELSE 'checkout' END",
    action: "'update'",
    resource_type: "CASE WHEN n % 5 = 0 THEN 'feature' ELSE 'wallet' END",
    resource_id: "'' || (n % 12)",
    before: `'{"name":"a"}'`,
    after: `'{"name":"b"}'`,
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
      created_at: timeOfEvent(`n * ${every}`),
    });
    await insert("attempts", DELIVERED / every, {
      account_id: "1",
      endpoint_id: `'${endpoints[index]}'`,
      delivery_sequence: "n",
      number: "1",
      at: timeOfEvent(`n * ${every}`),
      status: "CASE WHEN n % 50 <> 0 THEN 204 END",
      latency_ms: "n",
      error: "CASE WHEN n % 50 = 0 THEN 'connection refused' END",
      response: "''",
    });
    await fixture.database.run(
      `UPDATE endpoints SET delivery_count = ${DELIVERED / every} WHERE account_id = 1 AND id = '${endpoints[index]}'`,
    );
  }
  await insert("episodes", EPISODES, {
    account_id: "1",
    id: "'epi_' || n",
    position: "n",
    wallet_id: "CASE WHEN n % 700 = 0 THEN 9 ELSE 1 + n % 4 END",
    owner_kind: "CASE WHEN n % 5 = 0 THEN 'feature' ELSE 'wallet' END",
    owner_id: `CASE WHEN n % 5 = 0 THEN '${featureId}' ELSE '' || (1 + n % 4) END`,
    state: "CASE WHEN n % 400 = 0 THEN 'in_alarm' ELSE 'ok' END",
    worst_state: "'in_alarm'",
    opened_at: TIME_OF,
    closed_at: `CASE WHEN n % 400 <> 0 THEN ${TIME_OF} END`,
    open_key: "CASE WHEN n % 400 = 0 THEN 1 END",
    lowest_available: "0",
    first_step: "1 + n % 7",
    last_step: "1 + n % 7 + n % 5",
    thread_id: "'epi_' || n",
    newest_id: "'epi_' || n",
    receivers: "'{}'",
    serial: "0",
    recoveries_waiting: "0",
  });
  const half = NOTIFIED / 2;
  for (const [index, channel] of channels.entries()) {
    await insert("notifications", half, {
      account_id: "1",
      endpoint_id: `'${channel}'`,
      sequence: "n",
      position: `2 * n - ${index}`,
      kind: "'alert'",
      level: "'critical'",
      episode_id: "'epi_' || (1 + n % 40)",
      payload: "'{}'",
      created_at: TIME_OF,
    });
    await insert("deliveries", half, {
      account_id: "1",
      endpoint_id: `'${channel}'`,
      sequence: "n",
      event_position: "0",
      status: "CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'delivered' END",
      attempt_count: "1",
      attempt_base: "0",
      created_at: TIME_OF,
    });
    await fixture.database.run(
      `UPDATE endpoints SET delivery_count = ${half} WHERE account_id = 1 AND id = '${channel}'`,
    );
  }
  await insert("holds", EPISODES, {
    account_id: "1",
    id: "'hold_' || n",
    position: "n",
    wallet_id: "1 + n % 4",
    amount: "1",
    captured: "0",
    status: "CASE WHEN n % 250 = 0 THEN 'open' WHEN n % 300 = 200 THEN 'expired' ELSE 'captured' END",
    expires_at: TIME_OF,
    source: "'api'",
    created_at: TIME_OF,
    updated_at: TIME_OF,
  });
  for (const text of [
    `UPDATE accounts SET transaction_count = ${ROWS}, event_count = ${ROWS + STORED}, alert_count = ${ENTRIES}, episode_count = ${EPISODES}, notification_count = ${NOTIFIED}, hold_count = ${EPISODES}, audit_count = ${AUDITED} WHERE id = 1`,
    `UPDATE wallets SET sequence = (SELECT count(*) FROM transactions t WHERE t.account_id = wallets.account_id AND t.wallet_id = wallets.id), alert_count = CASE WHEN id <= 4 THEN ${ENTRIES / 4} ELSE 0 END`,
    "UPDATE wallets SET alert_state = 'in_alarm' WHERE id IN (2, 3, 9)",
    "UPDATE wallets SET stale = 1 WHERE id = 11",
    "UPDATE wallets SET watched = 1 WHERE id IN (2, 7, 11)",
    isPostgres ? "ANALYZE" : "SELECT 1",
  ]) {
    await fixture.database.run(text);
  }
}
