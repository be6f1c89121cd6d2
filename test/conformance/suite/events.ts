import { FAN_OUT_AT_ONCE, type Command, type Endpoint, type EventRow } from "@plimsoll/core";
import { prune, type PruneCounts } from "@plimsoll/server/store/maintenance/prune";
import { openMaintenance } from "@plimsoll/server/store/open";
import type { PendingDelivery } from "@plimsoll/server/store/port/deliveries";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  attempt,
  below,
  credit,
  debit,
  newEndpoint,
  newWallet,
  patchEndpoint,
  patchWallet,
  replay,
} from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { START } from "../../support/world.ts";
import { Fixture, whole } from "./fixture.ts";

const ROUNDS = 12;
const MINUTE = 60_000;
/** A text with every character that JSON escapes. */
const REMARKS = 'é "\\ \u2028 {}';
const ALERT = "wallet.balance.alert";

function sendTest(endpointId: string, eventType: string): Command {
  return { type: "send_test", accountId: 1, endpointId, eventType, sample: { data: { wallet_id: 1 } } };
}

export function eventSuite(engine: TestEngine): void {
  describe("events", () => {
    let fixture: Fixture;
    /** Wants every event. */
    let ep: string;
    /** What the batches handed to be sent, by the event's id. */
    let sent: Map<string, PendingDelivery>;
    const reads = () => fixture.store.reads;

    const commit = async (...commands: readonly Command[]) => {
      const { answers, deliveries } = await fixture.store.commit(commands, fixture.now);
      for (const { ok } of answers) expect(ok).toBe(true);
      for (const delivery of deliveries) if (delivery.endpointId === ep) sent.set(delivery.eventId, delivery);
    };

    beforeEach(async () => {
      fixture = await Fixture.open(engine, ["default", "other"]);
      sent = new Map();
      const [made] = await fixture.must<{ endpoint: Endpoint }>(newEndpoint());
      ep = made?.endpoint.id ?? "";
      const alertSettings = { alert_enabled: true, info: below("3.00") };
      await commit(
        newWallet({ overdraftLimit: null, alertSettings }),
        newWallet({ currency: "JPY", assetScale: 0, overdraftLimit: null }),
      );
      await commit({ ...newWallet(), accountId: 2 }, credit(1, "1.00", { accountId: 2 }));
      for (let round = 0; round < ROUNDS; round += 1) {
        fixture.now += MINUTE;
        await commit(credit(1, "5.00", { remarks: REMARKS }), debit(1, "4.00"), debit(2, "7"));
        if (round % 3 === 0) await commit(patchWallet(2, { name: `W${round}` }), debit(1, "2.00"), credit(2, "9"));
        if (round % 4 === 0) await commit(sendTest(ep, "wallet.debited"), sendTest(ep, "wallet.stale"));
        await commit(debit(1, "0.01"), debit(1, "0.01"));
      }
    });
    afterEach(() => fixture.close());

    const listed = () => whole((page) => reads().events(1, page));
    const isMoved = (event: EventRow) => event.type.startsWith("wallet.") && "ledger_id" in dataOf(event);

    test("have gapless positions, and a movement its transaction's values", async () => {
      const events = await listed();
      expect(events.map(({ position }) => position)).toEqual(events.map((_, index) => events.length - index));
      const moved = events.filter(isMoved);
      const transactions = await whole((page) => reads().transactions(1, {}, page));
      expect(moved.length).toBeGreaterThan(60);
      expect(events.length - moved.length).toBeGreaterThan(15);
      expect(moved.map((event) => [event.type, event.createdAt, dataOf(event)])).toEqual(
        transactions.map(({ transaction, denomination: { currency } }) => {
          const decimal = (amount: bigint) => (currency === "JPY" ? String(amount) : (Number(amount) / 100).toFixed(2));
          return [
            transaction.amount < 0n ? "wallet.debited" : "wallet.credited",
            transaction.createdAt,
            {
              wallet_id: transaction.walletId,
              ledger_id: transaction.id,
              amount: decimal(transaction.amount).replace("-", ""),
              currency,
              reference_number: "",
              remarks: transaction.remarks ?? "",
              sequence: transaction.sequence,
              balance_after: decimal(transaction.balanceAfter),
            },
          ];
        }),
      );
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      for (const { id, type, payload, createdAt } of events) {
        const { created_at: at, ...members } = JSON.parse(payload) as { created_at: string };
        expect(members).toMatchObject({ id, type });
        expect(Date.parse(at)).toBe(createdAt);
      }
      expect((await reads().events(2, { page: 1, limit: 10 })).rows.map(({ type }) => type)).toEqual([
        "wallet.credited",
        "wallet.created",
      ]);
      expect(await fixture.verify()).toMatchObject({ found: [] });
    });

    test("are the same, byte for byte, wherever they are read and sent", async () => {
      const events = await listed();
      const { rows: fed, last } = await reads().eventsAfter(1, 0, 1_000);
      expect(fed.toReversed()).toEqual(events);
      expect(last).toBe(events.length);
      expect((await reads().eventsAfter(1, 7, 5)).rows).toEqual(fed.slice(7, 12));
      expect((await reads().eventsAfter(1, last - 2, 5)).rows).toEqual(fed.slice(-2));
      expect((await reads().eventsAfter(1, last, 5)).rows).toEqual([]);
      const due = await reads().due(1, ep, null, fixture.now, 1_000);
      expect(due.map(({ sequence, eventId, eventType, body }) => [sequence, eventId, eventType, body])).toEqual(
        fed.map(({ id, type, payload }, index) => [index + 1, id, type, payload]),
      );
      expect(due.map((delivery) => sent.get(delivery.eventId))).toEqual(due);
      const deliveries = await whole((page) => reads().deliveries(1, ep, { status: null }, page));
      expect(deliveries.map(({ event }) => event)).toEqual(events.map(({ id, type }) => ({ id, type })));
      for (const [index, event] of events.entries()) {
        expect(await reads().event(1, event.id)).toEqual(event);
        expect(await reads().event(2, event.id)).toBeNull();
        const about = deliveries[index]?.about;
        if (isMoved(event)) expect(about).toMatchObject({ type: "wallet", id: dataOf(event)["wallet_id"] });
      }
    });

    test("are found by the whole of their ids", async () => {
      const movement = (await listed()).find(isMoved);
      const id = movement?.id ?? "";
      const change = (at: number) => id.slice(0, at) + (id[at] === "0" ? "1" : "0") + id.slice(at + 1);
      for (let at = 4; at < id.length; at += 1) expect(await reads().event(1, change(at))).toBeNull();
      const [newest] = await listed();
      const beyond = `${newest?.id.slice(0, 14)}zzzzzzzzzz${newest?.id.slice(24)}`;
      expect(await reads().event(1, beyond)).toBeNull();
    });

    test("are listed by type and time, on every page", async () => {
      const events = await listed();
      const types = [...new Set(events.map(({ type }) => type))];
      expect(types).toEqual(expect.arrayContaining(["wallet.credited", "wallet.debited", "wallet.updated", ALERT]));
      const periods = [
        {},
        { from: START + 3 * MINUTE },
        { to: START + 5 * MINUTE },
        { from: START + 3 * MINUTE, to: START + 9 * MINUTE },
        { from: START + 3 * MINUTE, to: START + 3 * MINUTE },
      ];
      for (const type of [...types, "none", undefined]) {
        for (const { from, to } of periods) {
          const expected = events.filter(
            (event) =>
              (type === undefined || event.type === type) &&
              (from === undefined || event.createdAt >= from) &&
              (to === undefined || event.createdAt < to),
          );
          const filter = { type, from, to };
          expect(await whole((page) => reads().events(1, page, filter)), JSON.stringify(filter)).toEqual(expected);
          for (const [index, event] of expected.entries()) {
            if (index % 5 > 0) continue;
            const behind = await reads().events(1, { page: 1, limit: 4, after: event.position }, filter);
            expect(behind.rows).toEqual(expected.slice(index + 1, index + 5));
          }
        }
      }
      const deliveries = await whole((page) => reads().allDeliveries(1, {}, page));
      for (const eventType of [...types, "none"]) {
        for (const not of [undefined, new Set(["eventType"])]) {
          const expected = deliveries.filter(({ event }) => (event.type === eventType) !== (not !== undefined));
          expect(await whole((page) => reads().allDeliveries(1, { eventType, not }, page))).toEqual(expected);
        }
      }
    });

    test("are replayed with the same bytes, a movement's too", async () => {
      const events = (await listed()).toReversed();
      await fixture.must(attempt(ep, 2, fixture.now, 200), attempt(ep, 3, fixture.now, 200));
      await commit(replay(ep, 2, 3));
      const due = await reads().due(1, ep, null, fixture.now, 1_000);
      for (const sequence of [2, 3]) {
        const again = due.find((delivery) => delivery.sequence === sequence);
        expect(again?.body).toBe(events[sequence - 1]?.payload);
      }
    });

    test("of every type reach the endpoints that want them, however many they are and however late", async () => {
      const wanted = [["wallet.credited"], ["wallet.debited"], ["wallet.credited", "wallet.debited"], [ALERT], ["*"]];
      const ids: string[] = [];
      for (let index = 0; index < FAN_OUT_AT_ONCE + 2; index += 1) {
        const [made] = await fixture.must<{ endpoint: Endpoint }>(
          newEndpoint({ eventTypes: wanted[index % wanted.length] ?? [] }),
        );
        ids.push(made?.endpoint.id ?? "");
      }
      const before = (await listed()).length;
      await commit(credit(1, "9.00"), debit(1, "9.00"), patchWallet(1, { name: "x" }), debit(2, "1"));
      await commit(patchEndpoint(ids[0] ?? "", { eventTypes: ["wallet.debited"] }));
      await commit(debit(1, "1.00"), credit(1, "2.00"), sendTest(ids[3] ?? "", "wallet.credited"), debit(1, "1.00"));
      for (let behind = true; behind;) {
        behind = false;
        for (const endpointId of await reads().endpointsBehind(1)) {
          await commit({ type: "fan_out", accountId: 1, endpointId });
          behind = true;
        }
      }
      const events = (await listed()).toReversed().slice(before);
      for (const [index, id] of ids.entries()) {
        const types = wanted[index % wanted.length] ?? [];
        const expected = events.filter((event, place) => {
          if (event.endpointId !== null) return event.endpointId === id;
          const changed = index === 0 && place >= events.findIndex(({ type }) => type === "wallet.updated") + 2;
          return types.includes("*") || (changed ? ["wallet.debited"] : types).includes(event.type);
        });
        const due = await reads().due(1, id, null, fixture.now, 1_000);
        expect(
          due.map(({ body }) => body),
          types.join(),
        ).toEqual(expected.map(({ payload }) => payload));
      }
    });

    test("go when they are pruned, movements too, and those behind stay what they were", async () => {
      const events = await listed();
      const transactions = await whole((page) => reads().transactions(1, {}, page));
      // The other account's, which no delivery names.
      expect((await pruned(fixture, { events: START + 1 }, false)).events).toBe(2);
      expect(await reads().events(2, { page: 1, limit: 10 })).toEqual({ rows: [], total: 0 });
      expect((await reads().transactions(2, {}, { page: 1, limit: 10 })).total).toBe(1);
      for (const minutes of [3, 3, 6.5, 9.5, ROUNDS]) {
        const cutoff = START + minutes * MINUTE;
        const kept = events.filter(({ createdAt }) => createdAt >= cutoff);
        const gone = (await listed()).length - kept.length;
        const cutoffs = { ...NEVER, events: cutoff };
        // Deliveries name their events.
        expect((await pruned(fixture, cutoffs, false)).events).toBe(0);
        const both = { ...cutoffs, deliveries: cutoff };
        await skipAll();
        expect((await pruned(fixture, both, true)).events).toBe(gone);
        expect(await listed()).toHaveLength(kept.length + gone);
        expect((await pruned(fixture, both, false)).events).toBe(gone);
        expect(await listed()).toEqual(kept);
        const { rows, last } = await reads().eventsAfter(1, 0, 1_000);
        expect(rows.toReversed()).toEqual(kept);
        expect(last).toBe(events.length);
        for (const event of events) {
          expect(await reads().event(1, event.id)).toEqual(event.createdAt < cutoff ? null : event);
        }
        for (const type of ["wallet.credited", "wallet.debited", "wallet.updated", ALERT]) {
          const expected = kept.filter((event) => event.type === type);
          expect(await whole((page) => reads().events(1, page, { type }))).toEqual(expected);
          const later = expected.filter(({ createdAt }) => createdAt >= START + 8 * MINUTE);
          const from = START + 8 * MINUTE;
          expect(await whole((page) => reads().events(1, page, { type, from }))).toEqual(later);
        }
        expect(await whole((page) => reads().events(1, page, { to: cutoff }))).toEqual([]);
        for (let minute = 1; minute <= ROUNDS; minute += 1) {
          const from = START + minute * MINUTE;
          const later = kept.filter(({ createdAt }) => createdAt >= from);
          expect((await reads().events(1, { page: 1, limit: 1_000 }, { from })).rows).toEqual(later);
        }
        const deliveries = await whole((page) => reads().deliveries(1, ep, { status: null }, page));
        expect(deliveries.map(({ event }) => event.id)).toEqual(kept.map(({ id }) => id));
        expect(await whole((page) => reads().transactions(1, {}, page))).toEqual(transactions);
        expect(await fixture.verify()).toMatchObject({ found: [] });
      }
      await commit(patchEndpoint(ep, { status: "enabled" }), debit(1, "0.50"), patchWallet(1, { name: "y" }));
      const newest = await listed();
      expect(newest.map(({ position }) => position).slice(0, 2)).toEqual([events.length + 2, events.length + 1]);
      expect(dataOf(newest[1])).toMatchObject({ ledger_id: transactions.length + 1, amount: "0.50" });
    });

    /** So that no delivery is pending. */
    async function skipAll(): Promise<void> {
      await commit(patchEndpoint(ep, { status: "disabled" }));
    }
  });
}

const NEVER = {
  events: null,
  deliveries: null,
  attempts: null,
  notifications: null,
  hooks: null,
  idempotency_keys: null,
};

async function pruned(fixture: Fixture, cutoffs: typeof NEVER | object, dryRun: boolean): Promise<PruneCounts> {
  const maintenance = await openMaintenance(fixture.database.location);
  try {
    return await prune(maintenance, { cutoffs: { ...NEVER, ...cutoffs }, dryRun, step: async () => undefined });
  } finally {
    await maintenance.close();
  }
}

function dataOf(event: EventRow | undefined): Readonly<Record<string, unknown>> {
  return (JSON.parse(event?.payload ?? "{}") as { data?: Record<string, unknown> }).data ?? {};
}
