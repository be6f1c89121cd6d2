import type { Command, Provider } from "@plimsoll/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newProvider, providerEvent } from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import type { HookFilter } from "@plimsoll/server/store/port/providers";
import { storedKey } from "@plimsoll/server/util/stored-key";
import { Fixture, whole } from "./fixture.ts";

type Snapshots = Extract<Command, { readonly type: "apply_snapshots" }>;

export function reconciliationSuite(engine: TestEngine): void {
  describe("reconciliation", () => {
    let fixture: Fixture;
    let providerId: string;
    let readingCount = 0;
    const reads = () => fixture.store.reads;

    beforeEach(async () => {
      fixture = await Fixture.open(engine, ["default", "other"]);
      const [made] = await fixture.must<{ provider: Provider }>(newProvider());
      providerId = made?.provider.id ?? "";
    });
    afterEach(() => fixture.close());

    /** Balances read within 100 ms before now, by our own clock. */
    function snapshot(balances: Readonly<Record<string, string>>, fields: Partial<Snapshots> = {}): Snapshots {
      return {
        type: "apply_snapshots",
        accountId: 1,
        providerId,
        clock: { low: 0, high: 0 },
        listsTransactions: true,
        balanceOnly: false,
        waiting: [],
        reading: { number: (readingCount += 1), lastTransactionId: 0 },
        readings: Object.entries(balances).map(([externalId, available]) => ({
          externalId,
          currency: "USD",
          available,
          assetScale: 2,
          walletType: "PREPAID",
          name: externalId,
          window: { from: fixture.now - 100, to: fixture.now },
        })),
        ...fields,
      };
    }

    function hook(eventId: string, amount: string, at: number, externalWalletId = "1") {
      const event = providerEvent(providerId, eventId, { amount, externalWalletId }, at);
      return { ...event, key: storedKey(providerId, eventId) };
    }

    test("snapshots and hooks of one batch see each other, and so do later ones", async () => {
      await fixture.must(snapshot({ "1": "100.00", "2": "50.00" }));
      fixture.now += 60_000;
      const hooks = Array.from({ length: 12 }, (_, i) => hook(`e${i}`, "1.00", fixture.now - 20_000 + i));
      const after = hook("after", "3.00", fixture.now + 500);
      expect(await fixture.must(...hooks, after, snapshot({ "1": "88.00", "2": "45.00" }))).toContainEqual(
        expect.objectContaining({ wallets: 2, changed: 1, drifts: 1, unsure: [] }),
      );
      expect(await reads().wallet(1, 1)).toMatchObject({ balance: 8_500n, syncedAt: fixture.now, waiting: false });
      expect(await reads().wallet(1, 2)).toMatchObject({ balance: 4_500n });
      // In a batch of its own, so that the posted transactions are read back from the table.
      fixture.now += 60_000;
      await fixture.must(...Array.from({ length: 12 }, (_, i) => hook(`f${i}`, "1.00", fixture.now + 500 + i)));
      expect(await fixture.must(snapshot({ "1": "85.00", "2": "45.00" }))).toMatchObject([{ changed: 0, drifts: 0 }]);
      expect(await reads().wallet(1, 1)).toMatchObject({ balance: 7_300n });
      expect((await fixture.verify()).found).toEqual([]);
    });

    test("a poll of many mirrors stores each mirror's reading, whether or not it changed anything", async () => {
      const ids = Array.from({ length: 9 }, (_, i) => String(i + 1));
      const balances = Object.fromEntries(ids.map((id) => [id, "10.00"]));
      await fixture.must(snapshot(balances));
      fixture.now += 60_000;
      const before = await Promise.all(ids.map((id) => reads().wallet(1, Number(id))));
      // Three pages, read one after another; of the second one's mirrors one has moved, and one is left out.
      const command = snapshot({ ...balances, "5": "9.00" });
      const page = (id: string) => Math.floor((Number(id) - 1) / 3);
      const windows = [0, 1, 2].map((n) => ({ from: fixture.now - 900 + n * 300, to: fixture.now - 600 + n * 300 }));
      const readings = command.readings
        .filter(({ externalId }) => externalId !== "6")
        .map((reading) => ({ ...reading, window: windows[page(reading.externalId)] ?? reading.window }));
      expect(await fixture.must({ ...command, readings })).toMatchObject([{ wallets: 8, changed: 1, drifts: 1 }]);
      for (const [i, id] of ids.entries()) {
        const { from, to } = windows[page(id)] ?? { from: 0, to: 0 };
        const read =
          id === "6" ? {} : { syncedAt: to, snapshotReading: readingCount, snapshotFrom: from, snapshotTo: to };
        const known = id === "5" ? { balance: 900n, sequence: 2 } : before[i];
        expect(await reads().wallet(1, Number(id))).toMatchObject({ ...known, ...read });
      }
      expect((await fixture.verify()).found).toEqual([]);
    });

    test("drifts: newest first, each with its wallet's denomination; investigated when due", async () => {
      await fixture.must(snapshot({ "1": "1000.00" }));
      for (let i = 1; i <= 7; i += 1) {
        fixture.now += 60_000;
        await fixture.must(snapshot({ "1": `${1_000 - i}.00` }));
      }
      const drifts = await whole((page) => reads().drifts(1, providerId, page));
      expect(drifts.map(({ drift }) => drift.position)).toEqual([7, 6, 5, 4, 3, 2, 1]);
      expect(drifts[0]).toMatchObject({
        denomination: { currency: "USD", assetScale: 2 },
        drift: { expected: 99_400n, actual: 99_300n, difference: -100n, remainder: -100n, status: "open" },
      });
      expect(await reads().drifts(2, providerId, { page: 1, limit: 5 })).toEqual({ rows: [], total: 0 });

      const opened = (before: number, except: { exceptProviders?: string[]; exceptAccounts?: number[] } = {}) =>
        reads().driftingWallets(
          { openedBefore: before, searchedBefore: before - 30_000, now: fixture.now + 60_000, ...except },
          10,
        );
      expect(await opened(fixture.now - 400_000)).toEqual([]);
      const first = drifts.at(-1)?.drift;
      const wallet = { accountId: 1, providerId, walletId: 1, externalId: "1", since: (first?.fromLow ?? 0) - 1_000 };
      expect(await opened(fixture.now)).toEqual([wallet]);
      expect(await opened(fixture.now, { exceptProviders: ["prov_x"], exceptAccounts: [2] })).toEqual([wallet]);
      expect(await opened(fixture.now, { exceptProviders: ["prov_x", providerId] })).toEqual([]);
      expect(await opened(fixture.now, { exceptAccounts: [1] })).toEqual([]);
      const search: Command = { type: "investigate_drifts", accountId: 1, walletId: 1, transactions: [] };
      await fixture.must(search);
      expect(await opened(fixture.now)).toEqual([]);
      expect(await opened(fixture.now + 30_000)).toEqual([wallet]);
      await fixture.must(search);
      expect(await opened(fixture.now + 60_000)).toEqual([]);
      expect((await reads().drifts(1, providerId, { page: 1, limit: 1 })).rows[0]?.drift.status).toBe("unexplained");
    });

    test("a drift: both sides' transactions of its time, the provider's as the last search read them", async () => {
      await fixture.must(snapshot({ "1": "100.00", "2": "9.00" }));
      const start = fixture.now;
      fixture.now += 60_000;
      await fixture.must(hook("known", "10.00", start + 10_000), snapshot({ "1": "87.00", "2": "9.00" }));
      const [listed] = (await reads().drifts(1, providerId, { page: 1, limit: 1 })).rows;
      const id = listed?.drift.id ?? "";
      const before = await reads().drift(1, providerId, id);
      expect(before).toMatchObject({ ...listed, listing: null, complete: true });
      expect(before?.transactions.map(({ amount }) => amount)).toEqual([10_000n, -1_000n, -300n]);
      const line = (externalId: string, amount: string, at: number) => ({
        externalId,
        direction: "DEBIT" as const,
        amount,
        currency: null,
        referenceNumber: `"${externalId}" \\ é`,
        remarks: null,
        orderId: null,
        occurredAt: at,
      });
      const search = (...transactions: ReturnType<typeof line>[]): Command => ({
        type: "investigate_drifts",
        accountId: 1,
        walletId: 1,
        transactions,
      });
      await fixture.must(search(line("T1", "2.00", start + 30_000)));
      fixture.now += 10_000;
      await fixture.must(search(line("T2", "9.99", start + 40_000), line("T1", "2.00", start + 30_000)));
      const sides = await reads().drift(1, providerId, id);
      const kept = { outcome: "read", complete: true, readAt: fixture.now };
      expect(sides?.listing).toMatchObject(kept);
      expect(JSON.parse(sides?.listing?.lines ?? "")).toMatchObject([
        { externalId: "T2", amount: "-999", referenceNumber: line("T2", "", 0).referenceNumber },
        { externalId: "T1", amount: "-200" },
      ]);
      expect(sides?.drift).toMatchObject({ remainder: -100n, status: "unexplained" });
      // The movement that was found stands behind the drift's own transaction, with its opposite.
      expect(sides?.transactions.map(({ amount, source }) => `${amount} ${source}`)).toEqual([
        "10000 snapshot",
        "-1000 provider",
        "-300 snapshot",
        "200 snapshot",
        "-200 backfill",
      ]);
      expect(await reads().drift(2, providerId, id)).toBeNull();
      expect(await reads().drift(1, "prov_other", id)).toBeNull();
      expect(await reads().drift(1, providerId, "drift_none")).toBeNull();
    });

    test("an event from the time of the reading waits for the next one and is not applied meanwhile", async () => {
      await fixture.must(hook("early", "1.00", fixture.now - 60_000, "2"));
      expect(await reads().waitingExternalIds(1, providerId, 10)).toEqual(["2"]);
      await fixture.must(snapshot({ "1": "100.00", "2": "50.00" }, { waiting: ["2"] }));
      await fixture.must(hook("e1", "10.00", fixture.now - 50));
      expect(await reads().waitingForKnown(10)).toEqual([]);
      expect(await reads().waitingExternalIds(1, providerId, 10)).toEqual(["1"]);
      const late = await reads().keptHooks(1, providerId, { reason: "late" }, { page: 1, limit: 10 });
      expect(new Set(late.rows.map(({ eventId }) => eventId))).toEqual(new Set(["early"]));
      fixture.now += 60_000;
      expect(await fixture.must(snapshot({ "1": "90.00", "2": "50.00" }))).toMatchObject([{ drifts: 0 }]);
      expect(await reads().wallet(1, 1)).toMatchObject({ balance: 9_000n, waiting: false });
      expect(await reads().waitingExternalIds(1, providerId, 10)).toEqual([]);
    });

    test("mirrors without a snapshot are found, and only those of their provider", async () => {
      const [other] = await fixture.must<{ provider: Provider }>(newProvider());
      await fixture.must(snapshot({ "1": "1.00", "2": "2.00" }));
      await fixture.must({ ...snapshot({ "1": "3.00" }), providerId: other?.provider.id ?? "" });
      fixture.now += 60_000;
      await fixture.must(snapshot({ "2": "2.00" }));
      expect(await reads().staleMirrors(1, providerId, fixture.now, 10)).toEqual([1]);
      expect(await reads().staleMirrors(1, providerId, fixture.now - 60_000, 10)).toEqual([]);
      await fixture.must({ type: "mark_stale", accountId: 1, walletIds: [1], before: fixture.now });
      expect(await reads().staleMirrors(1, providerId, fixture.now, 10)).toEqual([]);
      expect(await reads().wallet(1, 1)).toMatchObject({ stale: true });
      expect((await reads().mirrorsOf(1, providerId, 10)).map(({ externalId }) => externalId)).toEqual(["1", "2"]);
      const all = await reads().allProviders();
      expect(new Set(all.map(({ id }) => id))).toEqual(new Set([providerId, other?.provider.id]));
    });

    test("every hook is listed with what became of it", async () => {
      const filter = { status: null, walletId: null, eventId: null };
      const hooks = (wanted: Partial<HookFilter> = {}, id = providerId) =>
        whole((page) => reads().hooks(1, id, { ...filter, ...wanted }, page));
      const statuses = async (wanted: Partial<HookFilter> = {}) =>
        Object.fromEntries((await hooks(wanted)).map(({ eventId, status }) => [eventId, status]));
      const begin = { type: "begin_reading", accountId: 1, providerId } as const;
      await fixture.must(begin, snapshot({ "1": "100.00", "2": "50.00" }));
      fixture.now += 60_000;
      // Applied as it comes; one that waits for its wallet; two that may be in the last snapshot.
      await fixture.must(hook("direct", "1.00", fixture.now - 10));
      await fixture.must(hook("early", "2.00", fixture.now - 60_050, "2"));
      await fixture.must(hook("behind", "3.00", fixture.now - 5, "2"));
      await fixture.must(hook("stranger", "4.00", fixture.now - 5, "9"));
      expect(await statuses()).toEqual({ direct: "applied", early: "waiting", behind: "waiting", stranger: "waiting" });
      // The next reading agrees with one of them alone, and lacks a movement of the other wallet's.
      fixture.now += 60_000;
      await fixture.must(begin);
      // That it lacks the other, a replica that lags would show as well: three more have to agree.
      for (let reading = 0; reading < 4; reading += 1) {
        const { reading: latest, ...shown } = snapshot({ "1": "94.00", "2": "47.00" });
        await fixture.must({ ...shown, reading: { ...latest, lastTransactionId: 9 } });
      }
      fixture.now += 1_000;
      await fixture.must(hook("late", "5.00", fixture.now - 30_000));
      const kept = { accountId: 1, providerId, eventType: "x.y", detail: "odd", body: "{}" };
      await fixture.must(
        { ...kept, type: "keep_hook", key: "u", eventId: "u", reason: "unhandled" },
        { ...kept, type: "keep_hook", key: "m", eventId: null, reason: "malformed" },
      );
      const all = await statuses();
      expect(all).toMatchObject({
        direct: "applied",
        late: "late",
        stranger: "waiting",
        u: "unhandled",
        null: "rejected",
      });
      expect(new Set([all["early"], all["behind"]])).toEqual(new Set(["applied", "inside"]));
      for (const status of ["applied", "inside", "waiting", "late", "rejected", "unhandled"] as const) {
        const some = await statuses({ status });
        expect(some).toEqual(Object.fromEntries(Object.entries(all).filter(([, of]) => of === status)));
      }
      for (const eventId of ["direct", "early", "behind", "stranger", "late", "u"]) {
        expect(await statuses({ eventId })).toEqual({ [eventId]: all[eventId] });
      }
      expect(await hooks({ eventId: "none" })).toEqual([]);
      expect(Object.keys(await statuses({ walletId: 1 })).toSorted()).toEqual(["direct", "late"]);
      expect(Object.keys(await statuses({ walletId: 2 })).toSorted()).toEqual(["behind", "early"]);
      const [direct] = await hooks({ eventId: "direct" });
      expect(direct).toEqual({
        eventId: "direct",
        eventType: "wallet.debited",
        status: "applied",
        detail: null,
        walletId: 1,
        transactionId: 3,
        receivedAt: fixture.now - 61_000,
      });
      const times = (await hooks()).map(({ receivedAt }) => receivedAt);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      const [other] = await fixture.must<{ provider: Provider }>(newProvider());
      expect(await hooks({}, other?.provider.id)).toEqual([]);
      expect(await reads().hooks(2, providerId, filter, { page: 1, limit: 10 })).toEqual({ rows: [], total: 0 });
    });

    test("mirrors that a reading did not show are found by id, unless they are newer or closed", async () => {
      const [other] = await fixture.must<{ provider: Provider }>(newProvider());
      await fixture.must(snapshot({ "1": "1.00", "2": "2.00", "3": "3.00", "4": "0.00" }));
      await fixture.must({ ...snapshot({ "1": "3.00" }), providerId: other?.provider.id ?? "" });
      const last = snapshot({ "2": "2.00" });
      const { number } = last.reading;
      await fixture.must(last, { type: "update_wallet", accountId: 1, walletId: 4, patch: { status: "closed" } });
      const unconfirmed = (lastWalletId: number, after = 0, limit = 10) =>
        reads().unconfirmedMirrors(1, providerId, { reading: { number, lastWalletId }, after }, limit);
      const first = { id: 1, externalId: "1", stale: false };
      const third = { id: 3, externalId: "3", stale: false };
      expect(await unconfirmed(5)).toEqual([first, third]);
      expect(await unconfirmed(5, 0, 1)).toEqual([first]);
      expect(await unconfirmed(5, 1)).toEqual([third]);
      expect(await unconfirmed(2)).toEqual([first]);
      const missed = [{ walletId: 1, message: "gone" }];
      await fixture.must({ type: "miss_reading", accountId: 1, reading: { number }, missed });
      expect(await unconfirmed(2)).toEqual([{ ...first, stale: true }]);
      expect(await unconfirmed(2, 1)).toEqual([]);
    });

    test("campaigns: newest first, and the ones under way", async () => {
      const campaign = (from: number, to: number): Command => ({
        type: "create_campaign",
        accountId: 1,
        providerId: null,
        name: "Campaign",
        expectedMultiplier: "1.5",
        startsAt: fixture.now + from,
        endsAt: fixture.now + to,
      });
      await fixture.must(campaign(0, 1_000), campaign(500, 2_000), campaign(5_000, 6_000));
      expect(await whole((page) => reads().campaigns(1, page))).toHaveLength(3);
      const current = async (at: number) => (await reads().currentCampaigns(fixture.now + at)).length;
      expect(await Promise.all([0, 500, 999, 1_000, 2_000, 5_500].map(current))).toEqual([1, 2, 2, 1, 0, 1]);
      const [row] = await reads().currentCampaigns(fixture.now);
      await fixture.must({ type: "delete_campaign", accountId: 1, campaignId: row?.id ?? "" });
      expect(await current(0)).toBe(0);
      expect(await reads().campaigns(2, { page: 1, limit: 5 })).toEqual({ rows: [], total: 0 });
    });

    test("a poll's result is kept with the provider", async () => {
      const result = { ok: true, wallets: 1, readAt: fixture.now, moved: 1, hooks: false, problems: [] } as const;
      await fixture.must({ type: "record_sync", accountId: 1, providerId, result });
      expect(await reads().provider(1, providerId)).toMatchObject({ lastSyncAt: fixture.now, silentSyncs: 1 });
    });
  });
}
