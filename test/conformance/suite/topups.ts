import { OVERDUE_PAGE } from "@plimsoll/core";
import { markOverdue } from "@plimsoll/server/chores/overdue";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { below, credit, debit, key, newTopup, newWallet, patchTopup, patchWallet } from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { Fixture, whole } from "./fixture.ts";

const DAY = 86_400_000;

export function topupSuite(engine: TestEngine): void {
  describe("top-ups", () => {
    let fixture: Fixture;
    beforeEach(async () => {
      fixture = await Fixture.open(engine, ["default", "other"]);
      await fixture.must(newWallet({ overdraftLimit: null }), newWallet(), newWallet({ accountId: 2, assetScale: 0 }));
    });
    afterEach(() => fixture.close());

    const reads = () => fixture.store.reads;
    const all = (walletId: number | null = null, status: "initiated" | "settled" | null = null) =>
      whole((page) => reads().topups(1, { walletId, status }, page));

    test("are stored and listed, newest first, by wallet and by status", async () => {
      const amount = "90071992547409.93";
      await fixture.must(
        newTopup(1, amount, { reference: 'W "1" {é}', expectedAt: fixture.now + DAY, idempotency: key("k") }),
        ...Array.from({ length: 20 }, (_, i) => newTopup((i % 2) + 1, `${i + 1}.00`)),
        newTopup(1, "7", { accountId: 2 }),
      );
      await fixture.must(credit(1, "1.00"));
      const rows = await all();
      expect(rows.map(({ topup }) => topup.position)).toEqual(Array.from({ length: 21 }, (_, i) => 21 - i));
      const first = rows.at(-1);
      expect(first).toMatchObject({
        topup: { amount: 9007199254740993n, reference: 'W "1" {é}', expectationGiven: true, openWalletId: 1 },
        denomination: { currency: "USD", assetScale: 2 },
      });
      expect(await reads().topup(1, first?.topup.id ?? "")).toEqual(first);
      expect(await reads().topup(2, first?.topup.id ?? "")).toBeNull();
      expect((await all(2)).map(({ topup }) => topup.walletId)).toEqual(Array.from({ length: 10 }, () => 2));
      expect(await all(null, "settled")).toMatchObject([{ topup: { amount: 100n, settledAmount: 100n } }]);
      expect(await all(1, "initiated")).toHaveLength(10);
      expect(await reads().wallet(1, 1)).toMatchObject({ openTopups: 10 });
    });

    test("a replay returns the same result; in one batch as in two", async () => {
      const command = newTopup(1, "5", { idempotency: key("k") });
      const [first, second] = await fixture.batch(command, command);
      const [third] = await fixture.batch(command);
      expect(second).toEqual({ ...first, replayed: true });
      expect(third).toEqual(second);
      expect(await all()).toHaveLength(1);
    });

    test("settle with their credit, each once, in one batch as in many", async () => {
      await fixture.must(newTopup(1, "5"), newTopup(1, "5"), newTopup(1, "6", { reference: "R" }));
      await fixture.must(credit(1, "5"), credit(1, "5"), credit(1, "5"), credit(1, "1", { referenceNumber: "R" }));
      expect((await all()).map(({ topup }) => topup.transactionId)).toEqual([4, 2, 1]);
      expect(await reads().wallet(1, 1)).toMatchObject({ openTopups: 0 });
    });

    test("on their way add up, proposals do not", async () => {
      await fixture.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("10") } }));
      await fixture.must(newTopup(1, "5"), newTopup(1, "90071992547409.93", { expectedAt: fixture.now }));
      expect(await all(1)).toHaveLength(3);
      const inFlight = async (accountId: number, walletId: number) => {
        const topups = (await reads().inFlight(accountId, [walletId, 99])).get(walletId) ?? [];
        return topups.reduce((sum, { amount }) => sum + amount, 0n);
      };
      expect(await inFlight(1, 1)).toBe(9007199254741493n);
      expect(await inFlight(1, 2)).toBe(0n);
      expect(await inFlight(2, 1)).toBe(0n);
    });

    test("keep who did what", async () => {
      await fixture.must(newWallet(), newTopup(1, "5.00"));
      const [listed] = (await reads().topups(1, { walletId: null, status: null }, { page: 1, limit: 10 })).rows;
      const id = listed?.topup.id ?? "";
      await fixture.must(patchTopup(id, { amount: "6.00" }, "key_b"), patchTopup(id, { status: "approved" }, "key_c"));
      await fixture.must(patchTopup(id, { status: "sent" }, "key_d"), patchTopup(id, { status: "cancelled" }, "key_e"));
      expect((await reads().topup(1, id))?.topup).toMatchObject({
        proposedBy: "key_b",
        approvedBy: "key_c",
        approvedAt: fixture.now,
        sentBy: "key_d",
        cancelledBy: "key_e",
      });
    });

    test("overdue ones are reported once, however many processes check", async () => {
      const count = OVERDUE_PAGE + 20;
      await fixture.must(...Array.from({ length: 6 }, () => newWallet()));
      const expected = { expectedAt: fixture.now + DAY };
      await fixture.must(...Array.from({ length: count }, (_, i) => newTopup((i % 8) + 1, "5", expected)));
      const look = () =>
        markOverdue({
          reads: reads(),
          now: () => fixture.now,
          committer: { submit: async (command: never) => (await fixture.batch(command))[0] as never },
        });
      expect(await look()).toBe(0);
      fixture.now += DAY;
      expect(await reads().topupsDue(fixture.now, 7)).toHaveLength(7);
      const marked = await Promise.all([look(), look(), look()]);
      expect(marked.reduce((sum, one) => sum + one, 0)).toBe(count);
      expect(await look()).toBe(0);
      expect(await reads().topupsDue(fixture.now, 10)).toEqual([]);
    });

    test("one proposal a wallet, though many debits cross at once", async () => {
      await fixture.must(credit(1, "100"));
      await fixture.must(patchWallet(1, { alertSettings: { alert_enabled: true, critical: below("10") } }));
      await fixture.must(...Array.from({ length: 40 }, () => debit(1, "3")));
      const [proposal, ...others] = await all(1);
      expect(others).toEqual([]);
      expect(proposal).toMatchObject({ topup: { status: "proposed", source: "alert" } });
      await fixture.must(
        patchTopup(proposal?.topup.id ?? "", { status: "cancelled" }),
        credit(1, "15"),
        debit(1, "15"),
      );
      expect(await all(1)).toHaveLength(1);
      expect(await reads().wallet(1, 1)).toMatchObject({ topupProposed: true, openTopups: 0 });
    });
  });
}
