import { setImmediate as nextTurn } from "node:timers/promises";
import { FAN_OUT_AT_ONCE, type DeliveryStatus, type Endpoint } from "@plimsoll/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  attempt,
  attempts,
  credit,
  newEndpoint,
  newWallet,
  patchEndpoint,
  replay,
  reportOf,
} from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { START } from "../../support/world.ts";
import { Fixture, whole } from "./fixture.ts";

const COUNT = 12;

export function outboxSuite(engine: TestEngine): void {
  describe("the outbox", () => {
    let fixture: Fixture;
    let ep: string;
    const reads = () => fixture.store.reads;

    beforeEach(async () => {
      fixture = await Fixture.open(engine, ["default", "other"]);
      const [made] = await fixture.must<{ endpoint: Endpoint }>(newEndpoint({ eventTypes: ["wallet.credited"] }));
      ep = made?.endpoint.id ?? "";
      await fixture.must(newWallet());
      for (let i = 0; i < COUNT; i += 1) {
        fixture.now = START + i * 1_000;
        await fixture.must(credit(1, "1.00", { remarks: 'é "\\' }));
      }
    });
    afterEach(() => fixture.close());

    const dueSequences = async (now: number, after: { dueAt: number; sequence: number } | null = null, limit = 100) =>
      (await reads().due(1, ep, after, now, limit)).map(({ sequence }) => sequence);

    test("returns due deliveries, oldest first, with the exact payload, page by page", async () => {
      expect(await dueSequences(START - 1)).toEqual([]);
      expect(await dueSequences(START + 3_000)).toEqual([1, 2, 3, 4]);
      // Four at one moment: the cursor distinguishes them.
      fixture.now = START + 3_000;
      await fixture.must(credit(1, "1.00"), credit(1, "1.00"), credit(1, "1.00"));
      const pages: number[] = [];
      let after: { dueAt: number; sequence: number } | null = null;
      for (let round = 0; round < 20; round += 1) {
        const page: Awaited<ReturnType<typeof fixture.store.reads.due>> = await reads().due(
          1,
          ep,
          after,
          START + 4_000,
          2,
        );
        const last = page.at(-1);
        if (!last) break;
        pages.push(...page.map(({ sequence }) => sequence));
        after = { dueAt: last.dueAt, sequence: last.sequence };
      }
      expect(pages).toEqual([1, 2, 3, 4, 13, 14, 15, 5]);
      const [first] = await reads().due(1, ep, null, START, 1);
      const event = await reads().event(1, first?.eventId ?? "");
      expect(first).toEqual({
        accountId: 1,
        endpointId: ep,
        sequence: 1,
        eventId: event?.id,
        eventType: "wallet.credited",
        body: event?.payload,
        dueAt: START,
        targetVersion: 1,
      });
    });

    test("knows the time of the next due delivery", async () => {
      expect(await reads().nextDueAt(1, ep, START - 1)).toBe(START);
      expect(await reads().nextDueAt(1, ep, START)).toBe(START + 1_000);
      expect(await reads().nextDueAt(1, ep, START + COUNT * 1_000)).toBeNull();
      expect(await reads().nextDueAt(2, ep, 0)).toBeNull();
      expect(await reads().due(2, ep, null, START + COUNT * 1_000, 10)).toEqual([]);
    });

    test("a retry is due later, and then in its place", async () => {
      await fixture.must(attempt(ep, 1, START, 500, { retryAfterMs: 2_500 }));
      expect(await dueSequences(START + 2_000)).toEqual([2, 3]);
      expect(await dueSequences(START + 3_000)).toEqual([2, 3, 1, 4]);
    });

    test("records the results of several endpoints with one command, and again without a change", async () => {
      const [made] = await fixture.must<{ endpoint: Endpoint }>(newEndpoint({ eventTypes: ["*"] }));
      const other = made?.endpoint.id ?? "";
      fixture.now = START + 60_000;
      await fixture.must(credit(1, "1.00"), credit(1, "1.00"));
      const command = attempts([
        reportOf(ep, 1, START, 200, { response: "ok" }),
        reportOf(other, 1, START, 500),
        reportOf(ep, 2, START + 1, null),
        reportOf(ep, 99, START, 200),
        reportOf(other, 2, START, 200),
        reportOf("ep_none", 1, START, 200),
      ]);
      const statuses = async () => ({
        own: [await reads().delivery(1, ep, 1), await reads().delivery(1, ep, 2)],
        other: [await reads().delivery(1, other, 1), await reads().delivery(1, other, 2)],
      });
      const [first] = await fixture.must<{ results: unknown[] }>(command);
      const stored = await statuses();
      expect(stored.own.map((found) => found?.delivery.status)).toEqual(["delivered", "pending"]);
      expect(stored.other.map((found) => found?.delivery.status)).toEqual(["pending", "delivered"]);
      expect([...stored.own, ...stored.other].map((found) => found?.attempts.length)).toEqual([1, 1, 1, 1]);
      expect(first?.results).toEqual([
        { retryAt: null, endpointEnabled: true },
        { retryAt: stored.other[0]?.delivery.nextAttemptAt, endpointEnabled: true },
        { retryAt: stored.own[1]?.delivery.nextAttemptAt, endpointEnabled: true },
        null,
        { retryAt: null, endpointEnabled: true },
        null,
      ]);
      const [again] = await fixture.must<{ results: unknown[] }>(command);
      expect(again).toEqual(first);
      expect(await statuses()).toEqual(stored);
    });

    test("lists deliveries newest first, all or of one status, with their attempts", async () => {
      await fixture.must(
        attempt(ep, 1, START, 200, { response: 'ok "é"', latencyMs: 3 }),
        attempt(ep, 2, START, null),
        attempt(ep, 3, START, 410),
      );
      const all = await whole((page) => reads().deliveries(1, ep, { status: null }, page));
      expect(all.map(({ delivery }) => delivery.sequence)).toEqual(Array.from({ length: COUNT }, (_, i) => COUNT - i));
      const statuses: DeliveryStatus[] = ["pending", "delivered", "failed", "skipped"];
      const counts = [];
      for (const status of statuses) {
        const some = await whole((page) => reads().deliveries(1, ep, { status }, page));
        expect(some).toEqual(all.filter(({ delivery }) => delivery.status === status));
        counts.push(some.length);
      }
      expect(counts).toEqual([0, 1, 1, COUNT - 2]);
      const first = await reads().delivery(1, ep, 1);
      expect(first).toEqual({ ...all.at(-1), attempts: first?.attempts });
      expect(all.at(-1)?.event.type).toBe("wallet.credited");
      expect(await reads().delivery(1, ep, 99)).toBeNull();
      expect(await reads().delivery(2, ep, 1)).toBeNull();
      expect(first?.attempts).toEqual([
        {
          accountId: 1,
          endpointId: ep,
          deliverySequence: 1,
          number: 1,
          at: START,
          status: 200,
          latencyMs: 3,
          error: null,
          response: 'ok "é"',
        },
      ]);
      expect((await reads().delivery(1, ep, 2))?.attempts).toMatchObject([{ status: null, error: "ECONNREFUSED" }]);
      expect((await reads().delivery(1, ep, 4))?.attempts).toEqual([]);
      expect(await reads().deliveries(2, ep, { status: null }, { page: 1, limit: 10 })).toEqual({ rows: [], total: 0 });
      expect(await reads().deliveries(2, ep, { status: "failed" }, { page: 1, limit: 10 })).toEqual({
        rows: [],
        total: 0,
      });
    });

    test("says what became of an endpoint's newest deliveries", async () => {
      const day = { since: START, most: 100 };
      const recent = async (window = day) => (await reads().recentDeliveries(1, [ep], window)).get(ep);
      expect(await recent()).toEqual({
        counts: { delivered: 0, failed: 0, pending: COUNT, skipped: 0 },
        complete: true,
        lastAttempt: null,
      });
      // The last attempt is the oldest delivery's.
      await fixture.must(attempt(ep, 10, START + 20_000, 200), attempt(ep, 11, START + 20_000, 204));
      expect((await recent())?.lastAttempt).toMatchObject({ at: START + 20_000, status: 204 });
      await fixture.must(attempt(ep, 2, START + 30_000, null, { latencyMs: 7 }));
      const last = { at: START + 30_000, status: null, latencyMs: 7, error: "ECONNREFUSED" };
      const counts = { delivered: 2, failed: 0, pending: COUNT - 2, skipped: 0 };
      expect(await recent()).toEqual({ counts, complete: true, lastAttempt: last });
      // What is older than the time is not counted; its attempt is still the last one.
      const four = { ...counts, pending: 2 };
      const since = START + (COUNT - 4) * 1_000;
      expect(await recent({ since, most: 100 })).toEqual({ counts: four, complete: true, lastAttempt: last });
      expect(await recent({ since: START + 60_000, most: 100 })).toEqual({
        counts: { ...counts, delivered: 0, pending: 0 },
        complete: true,
        lastAttempt: last,
      });
      // When a fifth one is left out, that is said; one that is too old is not missed.
      const newest = { counts: four, lastAttempt: { at: START + 20_000, status: 204, latencyMs: 0, error: null } };
      expect(await recent({ since: START, most: 4 })).toEqual({ ...newest, complete: false });
      expect(await recent({ since: since - 1_000, most: 4 })).toEqual({ ...newest, complete: false });
      expect(await recent({ since, most: 4 })).toEqual({ ...newest, complete: true });
      expect(await recent({ since: START, most: COUNT })).toMatchObject({ counts, complete: true });
      expect(await recent({ since: START, most: COUNT - 1 })).toMatchObject({ complete: false });
      // What is disabled skips the rest, and one more attempt is refused for good.
      await fixture.must(attempt(ep, 12, START + 40_000, 410));
      expect(await recent()).toMatchObject({
        counts: { delivered: 2, failed: 1, pending: 0, skipped: COUNT - 3 },
        lastAttempt: { status: 410 },
      });
      // Retention deletes the oldest, and attempts before deliveries.
      await fixture.database.run("DELETE FROM attempts");
      await fixture.database.run("DELETE FROM deliveries WHERE sequence < 10");
      expect(await recent()).toEqual({
        counts: { delivered: 2, failed: 1, pending: 0, skipped: 0 },
        complete: true,
        lastAttempt: null,
      });
    });

    test("says it of many endpoints at once, each by its own deliveries, and of no other account's", async () => {
      const made = await fixture.must<{ endpoint: Endpoint }>(newEndpoint(), newEndpoint());
      const [second = "", third = ""] = made.map(({ endpoint }) => endpoint.id);
      await fixture.must({ type: "delete_endpoint", accountId: 1, endpointId: third });
      await fixture.must(credit(1, "1.00"));
      await fixture.must(attempt(ep, 1, START + 20_000, 500), attempt(second, 1, START + 30_000, 200));
      const window = { since: START, most: 100 };
      const listed = await reads().endpoints(1, { page: 1, limit: 10 });
      const ids = listed.rows.map(({ id }) => id);
      expect(ids.toSorted()).toEqual([ep, second].toSorted());
      const found = await reads().recentDeliveries(1, ids, window);
      expect(found.size).toBe(2);
      expect(found.get(ep)).toMatchObject({
        counts: { pending: COUNT + 1, delivered: 0 },
        lastAttempt: { status: 500 },
      });
      expect(found.get(second)).toMatchObject({ counts: { pending: 0, delivered: 1 }, lastAttempt: { status: 200 } });
      expect(await reads().recentDeliveries(2, ids, window)).toEqual(new Map());
      expect(await reads().recentDeliveries(1, [], window)).toEqual(new Map());
    });

    test("a delivery that is read while an attempt ends has all attempts that it counts, and no other", async () => {
      for (let sequence = 1; sequence <= COUNT; sequence += 1) {
        const reading = { ends: false };
        const committed = fixture.must(attempt(ep, sequence, START, 500)).then(() => (reading.ends = true));
        while (!reading.ends) {
          const read = await reads().delivery(1, ep, sequence);
          expect(read?.attempts).toHaveLength(read?.delivery.attemptCount ?? -1);
          await nextTurn();
        }
        await committed;
      }
    });

    test("disabling skips all that is pending, of this endpoint alone", async () => {
      const [made] = await fixture.must<{ endpoint: Endpoint }>(newEndpoint());
      const second = made?.endpoint.id ?? "";
      await fixture.must(credit(1, "1.00"));
      await fixture.must(attempt(ep, 1, START, 200));
      await fixture.must(patchEndpoint(ep, { status: "disabled" }));
      const { rows } = await reads().deliveries(1, ep, { status: "skipped" }, { page: 1, limit: 100 });
      expect(rows).toHaveLength(COUNT);
      expect(rows[0]?.delivery).toMatchObject({ nextAttemptAt: null, completedAt: fixture.now });
      expect(await dueSequences(fixture.now + 1)).toEqual([]);
      expect(await reads().due(1, second, null, fixture.now, 10)).toHaveLength(1);
    });

    test("lists what can be replayed: by time and status, oldest first, after a cursor", async () => {
      await fixture.must(attempt(ep, 1, START, 200), attempt(ep, 4, START, 410));
      const find = (
        filter: { since?: number; until?: number; statuses?: DeliveryStatus[] },
        after = 0,
        limit = 100,
        accountId = 1,
      ) =>
        reads().replayable(
          accountId,
          ep,
          { since: START, until: START + 60_000, statuses: ["failed", "skipped"], ...filter },
          after,
          limit,
        );
      expect(await find({})).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      expect(await find({ statuses: ["failed"] })).toEqual([4]);
      expect(await find({ statuses: ["delivered", "failed"] })).toEqual([1, 4]);
      expect(await find({ statuses: [] })).toEqual([]);
      expect(await find({ since: START + 4_000, until: START + 6_000 })).toEqual([5, 6, 7]);
      expect(await find({}, 5, 3)).toEqual([6, 7, 8]);
      expect(await find({}, 0, 100, 2)).toEqual([]);
      await fixture.must(patchEndpoint(ep, { status: "enabled" }));
      await fixture.must(replay(ep, ...(await find({}))));
      expect(await find({})).toEqual([]);
      expect(await dueSequences(fixture.now)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    });

    test("events with many endpoints wait, and an account with waiting events is found with its endpoints", async () => {
      const made = await fixture.must<{ endpoint: Endpoint }>(
        ...Array.from({ length: FAN_OUT_AT_ONCE }, () => newEndpoint({ eventTypes: ["wallet.credited"] })),
      );
      const ids = [ep, ...made.map(({ endpoint }) => endpoint.id)];
      expect(await reads().accountsBehind()).toEqual([]);
      const { behind, deliveries } = await fixture.store.commit([credit(1, "1.00"), credit(1, "2.00")], fixture.now);
      expect([behind, deliveries]).toEqual([[1], []]);
      expect(await reads().accountsBehind()).toEqual([1]);
      expect((await reads().endpointsBehind(1)).toSorted()).toEqual(ids.toSorted());
      expect(await reads().endpointsBehind(2)).toEqual([]);
      const [last = "", ...others] = ids;
      for (const endpointId of others) await fixture.must({ type: "fan_out", accountId: 1, endpointId });
      expect(await reads().endpointsBehind(1)).toEqual([last]);
      await fixture.must({ type: "delete_endpoint", accountId: 1, endpointId: last });
      expect(await reads().accountsBehind()).toEqual([]);
      expect((await reads().due(1, others[0] ?? "", null, fixture.now, 10)).map(({ sequence }) => sequence)).toEqual([
        1, 2,
      ]);
    });

    test("targets are the enabled endpoints of every account", async () => {
      const [second, third] = await fixture.must<{ endpoint: Endpoint }>(
        { ...newEndpoint(), accountId: 2 },
        newEndpoint({ url: 'https://example.com/?q="é"', description: "" }),
      );
      await fixture.must(patchEndpoint(ep, { status: "disabled" }));
      const targets = await reads().targets();
      expect(new Set(targets.map(({ id }) => id))).toEqual(new Set([second?.endpoint.id, third?.endpoint.id]));
      expect(targets.find(({ id }) => id === third?.endpoint.id)).toEqual(third?.endpoint);
      await fixture.must({ type: "delete_endpoint", accountId: 1, endpointId: third?.endpoint.id ?? "" });
      expect(await reads().targets()).toHaveLength(1);
      expect(await reads().endpoint(1, third?.endpoint.id ?? "")).toBeNull();
      expect(await reads().endpoint(1, second?.endpoint.id ?? "")).toBeNull();
      expect((await whole((page) => reads().endpoints(1, page))).map(({ id }) => id)).toEqual([ep]);
    });
  });
}
