import { dayOf, MEASURE_PAGE } from "@plimsoll/core";
import { measureBurns } from "@plimsoll/server/chores/burn";
import { turnDays } from "@plimsoll/server/chores/day-turn";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { credit, debit, measureSpend, newWallet } from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { START } from "../../support/world.ts";
import { Fixture } from "./fixture.ts";

const DAY = 86_400_000;
const TODAY = dayOf(START);

export function spendSuite(engine: TestEngine): void {
  describe("spend", () => {
    let fixture: Fixture;
    beforeEach(async () => {
      fixture = await Fixture.open(engine, ["default", "other"]);
    });
    afterEach(() => fixture.close());

    const reads = () => fixture.store.reads;
    /** A process that turns days and whose commands go through the store one by one. */
    const turner = () => ({
      reads: reads(),
      now: () => fixture.now,
      committer: {
        submit: async (command: never) => (await fixture.batch(command))[0] as never,
      },
    });

    test("days are kept, read by wallet, and late changes find their row", async () => {
      await fixture.must(newWallet({ overdraftLimit: null }), newWallet({ accountId: 2, overdraftLimit: null }));
      for (const amount of ["1.00", "2.00", "4.00"]) {
        await fixture.must(debit(1, amount), debit(1, "90071992547409.93", { accountId: 2 }));
        fixture.now += DAY;
      }
      await fixture.must(debit(1, "8.00"), credit(1, "0.50", { kind: "refund", spentAt: START + DAY }));
      expect(await reads().walletSpend(1, 1, TODAY + 1)).toEqual([
        { accountId: 1, walletId: 1, day: TODAY + 1, spend: 150n },
        { accountId: 1, walletId: 1, day: TODAY + 2, spend: 400n },
      ]);
      expect(await reads().walletSpend(2, 1, 0)).toMatchObject([{ spend: 9007199254740993n }, { day: TODAY + 1 }]);
      expect(await reads().wallet(1, 1)).toMatchObject({
        spendDay: TODAY + 3,
        spendToday: 800n,
        spendSince: TODAY,
        typicalSpend: null,
        typicalDue: TODAY + 3,
      });
    });

    test("due wallets are found and measured once, however many processes try", async () => {
      const wallets = MEASURE_PAGE + 20;
      await fixture.must(...Array.from({ length: wallets }, () => newWallet({ overdraftLimit: null })));
      await fixture.must(newWallet({ accountId: 2, overdraftLimit: null }), debit(1, "3.00", { accountId: 2 }));
      await fixture.must(...Array.from({ length: wallets - 1 }, (_, i) => debit(i + 1, "1.00")));
      expect(await reads().spendDue(TODAY, 10_000)).toEqual([]);
      fixture.now += DAY;
      expect((await reads().spendDue(TODAY + 1, 7)).flatMap(({ walletIds }) => walletIds)).toHaveLength(7);
      const measured = await Promise.all([turnDays(turner()), turnDays(turner()), turnDays(turner())]);
      expect(measured.reduce((sum, count) => sum + count, 0)).toBe(wallets);
      expect(await reads().spendDue(TODAY + 1, 10_000)).toEqual([]);
      expect(await turnDays(turner())).toBe(0);
      expect(await reads().wallet(1, wallets - 1)).toMatchObject({ typicalSpend: 100n, typicalDue: TODAY + 2 });
      expect(await reads().wallet(1, wallets)).toMatchObject({ typicalSpend: null, typicalDue: null });
      expect(await reads().wallet(2, 1)).toMatchObject({ typicalSpend: 300n });
    });

    test("wallets whose burn is due are found, measured once, and keep what was counted", async () => {
      const alertSettings = { alert_enabled: true, critical: { runway_hours: "48", condition: "below" } };
      await fixture.must(newWallet({ overdraftLimit: null, alertSettings }), newWallet({ overdraftLimit: null }));
      expect(await reads().burnDue(START, 10)).toEqual([{ accountId: 1, walletIds: [1] }]);
      await fixture.must(debit(1, "90071992547409.93"), debit(1, "1.00"), debit(2, "1.00"));
      fixture.now += 300_000;
      const burner = { ...turner(), reads: reads() };
      expect(await Promise.all([measureBurns(burner), measureBurns(burner)])).toContain(1);
      expect(await reads().burnDue(fixture.now, 10)).toEqual([]);
      const measured = await reads().wallet(1, 1);
      expect(measured).toMatchObject({ burnDue: fixture.now + 20_000, steadyBurn: 100n, watchesBurn: true });
      await fixture.must(debit(1, "2.00"));
      const slot = START / 300_000;
      const hour = Math.floor(START / 3_600_000);
      expect(await reads().wallet(1, 1)).toMatchObject({
        recentSpend: `${slot}:9007199254741093/9007199254740993|${hour}:9007199254741093/9007199254740993`,
        spendSlot: slot + 1,
        slotBase: 9007199254741093n,
        slotLargest: 200n,
      });
    });

    test("a store opened again measures the wallets left due", async () => {
      await fixture.must(newWallet({ overdraftLimit: null }), debit(1, "1.00"));
      fixture.now += 3 * DAY;
      expect(await turnDays(turner())).toBe(1);
      expect(await fixture.must(measureSpend(1))).toEqual([{ measured: 0, left: [] }]);
      expect(await reads().walletSpend(1, 1, 0)).toEqual([{ accountId: 1, walletId: 1, day: TODAY, spend: 100n }]);
    });

    test("spend is found by order id and reference: debits of this wallet only, the newest first", async () => {
      await fixture.must(newWallet({ overdraftLimit: null }), newWallet({ overdraftLimit: null }));
      await fixture.must(
        debit(1, "1", { kind: "order", referenceNumber: "A" }),
        debit(1, "1", { kind: "adjustment", referenceNumber: "A" }),
        debit(2, "1", { kind: "order", referenceNumber: "A" }),
        credit(1, "1", { kind: "refund", referenceNumber: "A" }),
      );
      await fixture.database.run("UPDATE transactions SET order_id = 7");
      fixture.now += DAY;
      await fixture.must(debit(1, "1", { kind: "card", referenceNumber: "A" }), debit(1, "1"));
      await fixture.database.run("UPDATE transactions SET order_id = 8 WHERE kind = 'usage'");
      const names = { orderIds: [7, 9], references: ["A", "B"] };
      expect(await reads().spentAt(1, 1, names)).toEqual([
        { orderId: null, referenceNumber: "A", at: START + DAY },
        { orderId: 7, referenceNumber: "A", at: START },
      ]);
      expect(await reads().spentAt(1, 1, { orderIds: [8], references: [] })).toEqual([
        { orderId: 8, referenceNumber: null, at: START + DAY },
      ]);
      expect(await reads().spentAt(1, 1, { orderIds: [], references: [] })).toEqual([]);
      expect(await reads().spentAt(2, 1, names)).toEqual([]);
    });
  });
}
