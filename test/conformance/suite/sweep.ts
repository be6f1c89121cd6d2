import type { Feature, Provider } from "@plimsoll/core";
import { REEVALUATION_PAGE } from "@plimsoll/core";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import {
  below,
  credit,
  debit,
  evaluate,
  goOn,
  mirrorOf,
  newFeature,
  newProvider,
  newWallet,
  patchFeature,
  providerEvent,
  putDefault,
  SEED_001,
} from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { Fixture } from "./fixture.ts";

export function sweepSuite(engine: TestEngine): void {
  describe("the sweep", () => {
    let fixture: Fixture;
    beforeEach(async () => {
      fixture = await Fixture.open(engine, ["default", "empty", "third"]);
    });
    afterEach(() => fixture.close());

    const reads = () => fixture.store.reads;

    test("finds exactly the wallets whose balance was tampered with, and corrects them", async () => {
      const settings = { alertSettings: SEED_001 };
      await fixture.must(
        ...Array.from({ length: 8 }, () => newWallet(settings)),
        ...Array.from({ length: 8 }, () => newWallet({ ...settings, accountId: 3 })),
        newWallet(),
      );
      await fixture.must(
        ...Array.from({ length: 8 }, (_, i) => credit(i + 1, "15.00")),
        ...Array.from({ length: 8 }, (_, i) => credit(i + 1, "50.00", { accountId: 3 })),
      );
      expect(await fixture.walletsOutOfRange()).toEqual({});
      // Still info; down to warning; up to ok; to the edge; no settings at all.
      await fixture.database.run(`UPDATE wallets SET balance = 1100 WHERE account_id = 1 AND id = 2`);
      await fixture.database.run(`UPDATE wallets SET balance = 900 WHERE account_id = 1 AND id = 3`);
      await fixture.database.run(`UPDATE wallets SET balance = 2001 WHERE account_id = 1 AND id = 4`);
      await fixture.database.run(`UPDATE wallets SET balance = 2000 WHERE account_id = 3 AND id = 8`);
      await fixture.database.run(`UPDATE wallets SET held = 3000 WHERE account_id = 3 AND id = 2`);
      await fixture.database.run(`UPDATE wallets SET balance = 1 WHERE account_id = 1 AND id = 9`);
      expect(await fixture.walletsOutOfRange()).toEqual({ 1: [3, 4], 3: [2, 8] });
      expect(await fixture.must(evaluate(3, 4), { ...evaluate(2, 8), accountId: 3 })).toEqual([
        { transitions: 2, left: [] },
        { transitions: 2, left: [] },
      ]);
      expect(await fixture.walletsOutOfRange()).toEqual({});
      expect((await reads().wallet(1, 3))?.alertState).toBe("warning");
      expect((await reads().wallet(1, 4))?.alertState).toBe("ok");
      expect((await reads().wallet(3, 8))?.alertState).toBe("info");
    });

    test("sends due reminders, at most as many as requested", async () => {
      const settings = { ...SEED_001, repeat_interval: 60 };
      await fixture.must(
        newWallet({ alertSettings: settings }),
        newWallet({ alertSettings: SEED_001 }),
        newWallet({ alertSettings: settings, accountId: 3 }),
      );
      const due = fixture.now + 60_000;
      expect(await reads().remindersDue(due - 1, 10)).toEqual([]);
      expect(sorted(await reads().remindersDue(due, 10))).toEqual([
        { accountId: 1, walletIds: [1] },
        { accountId: 3, walletIds: [1] },
      ]);
      expect(await reads().remindersDue(due, 1)).toHaveLength(1);
      fixture.now = due;
      await fixture.must(evaluate(1));
      expect(await reads().remindersDue(due, 10)).toEqual([{ accountId: 3, walletIds: [1] }]);
      expect((await reads().alertHistory(1, { walletId: 1, featureId: null }, { page: 1, limit: 9 })).total).toBe(1);
    });

    test("continues re-evaluations that are longer than a page, after a restart too", async () => {
      const [made] = await fixture.must<{ feature: Feature }>(newFeature());
      const featureId = made?.feature.id ?? "";
      const count = REEVALUATION_PAGE + 3;
      await fixture.must(...Array.from({ length: count }, () => newWallet({ featureIds: [featureId] })));
      await fixture.must(patchFeature(featureId, SEED_001), putDefault("EUR", SEED_001));
      const jobs = await reads().reevaluations(10);
      expect(jobs.map(({ ownerKind, ownerId, cursor }) => ({ ownerKind, ownerId, cursor }))).toEqual(
        expect.arrayContaining([
          { ownerKind: "feature", ownerId: featureId, cursor: REEVALUATION_PAGE },
          { ownerKind: "default", ownerId: "EUR", cursor: REEVALUATION_PAGE },
        ]),
      );
      expect(await reads().reevaluations(1)).toHaveLength(1);
      expect((await reads().openAlerts(1, { page: 1, limit: 1 })).total).toBe(REEVALUATION_PAGE);
      expect(await fixture.must(goOn("feature", featureId), goOn("default", "EUR"))).toEqual([
        { done: true },
        { done: true },
      ]);
      expect(await reads().reevaluations(10)).toEqual([]);
      expect((await reads().openAlerts(1, { page: 1, limit: 1 })).total).toBe(count);
    });

    test("finds waiting events whose wallet is known", async () => {
      const [made] = await fixture.must<{ provider: Provider }>(newProvider());
      const providerId = made?.provider.id ?? "";
      await fixture.must(
        providerEvent(providerId, "e1", { externalWalletId: "é {1}" }),
        providerEvent(providerId, "e2", { externalWalletId: "unknown" }),
      );
      expect(await reads().waitingForKnown(10)).toEqual([]);
      await fixture.must(mirrorOf(providerId, "known"));
      expect(await reads().waitingForKnown(10)).toEqual([]);
      await fixture.database.run("UPDATE waiting_events SET external_wallet_id = 'known' WHERE event_id = 'e2'");
      const waiting = [{ accountId: 1, providerId, externalId: "known" }];
      expect(await reads().waitingForKnown(10)).toEqual(waiting);
      expect(
        await fixture.must({ type: "apply_waiting", accountId: 1, providerId, externalId: "known", giveUp: false }),
      ).toEqual([{ applied: 1, more: false }]);
      expect(await reads().waitingForKnown(10)).toEqual([]);
      expect((await reads().wallet(1, 1))?.balance).toBe(-100n);
      await fixture.must(mirrorOf(providerId, "é {1}"));
      expect((await reads().wallet(1, 2))?.balance).toBe(-100n);
    });
  });

  describe("the audit", () => {
    test("finds a tampered balance, sequence or running balance, and nothing else", async () => {
      const fixture = await Fixture.open(engine, ["default", "empty", "third"]);
      onTestFinished(() => fixture.close());
      await fixture.must(
        ...Array.from({ length: 6 }, () => newWallet()),
        newWallet({ accountId: 3, alertSettings: { alert_enabled: true, info: below("1") } }),
      );
      for (let i = 0; i < 3; i += 1) {
        await fixture.must(
          ...Array.from({ length: 5 }, (_, w) => credit(w + 1, "7.00")),
          ...Array.from({ length: 5 }, (_, w) => debit(w + 1, "2.00")),
          credit(1, "1.00", { accountId: 3 }),
        );
      }
      // In one statement, and each wallet in parts of its transactions.
      const parts = [undefined, 1, 2, 4];
      for (const most of parts) expect(await fixture.verify(most)).toEqual({ wallets: 7, found: [] });
      const { database } = fixture;
      await database.run("UPDATE wallets SET balance = balance + 1 WHERE account_id = 1 AND id = 1");
      await database.run("UPDATE wallets SET sequence = sequence + 1 WHERE account_id = 1 AND id = 2");
      await database.run(
        "UPDATE transactions SET balance_after = balance_after + 1 WHERE account_id = 1 AND wallet_id = 3 AND sequence = 6",
      );
      await database.run("UPDATE wallets SET balance = 5 WHERE account_id = 1 AND id = 6");
      await database.run("DELETE FROM transactions WHERE account_id = 3 AND wallet_id = 1 AND sequence = 2");
      await database.run("DELETE FROM events WHERE account_id = 3 AND ordinal = 1");
      await database.run("UPDATE accounts SET event_count = event_count + 1 WHERE id = 3");
      const { found } = await fixture.verify();
      expect(found.map(({ accountId, walletId, problem }) => `${accountId}/${walletId} ${problem}`)).toEqual([
        "1/1 balance",
        "1/2 sequence",
        "1/3 running_balance",
        "1/6 balance",
        "3/null events",
        "3/null event_gaps",
        "3/1 balance",
        "3/1 sequence",
        "3/1 running_balance",
      ]);
      expect(found[0]).toMatchObject({ stored: "1501", computed: "1500" });
      for (const most of parts) expect((await fixture.verify(most)).found).toEqual(found);
    });

    test("takes wallets with many transactions in parts, each once", async () => {
      const fixture = await Fixture.open(engine);
      onTestFinished(() => fixture.close());
      await fixture.must(...Array.from({ length: 6 }, () => newWallet()));
      // More than one statement adds up, by the wallets' counters.
      await fixture.database.run("UPDATE wallets SET sequence = 200000 WHERE id IN (2, 3, 5)");
      await fixture.database.run("UPDATE wallets SET sequence = 900000 WHERE id = 6");
      const { wallets, found } = await fixture.verify();
      expect(wallets).toBe(6);
      expect(found.map(({ walletId, problem }) => `${walletId} ${problem}`)).toEqual(
        [2, 3, 5, 6].map((id) => `${id} sequence`),
      );
      expect((await fixture.store.reads.verify(null)).wallets).toBe(2);
    });

    test("survives numbers that no wallet could have", async () => {
      const fixture = await Fixture.open(engine);
      onTestFinished(() => fixture.close());
      await fixture.must(newWallet(), newWallet());
      await fixture.must(credit(1, "1.00"), credit(1, "2.00"), credit(2, "3.00"));
      await fixture.database.run(
        "UPDATE transactions SET amount = 9223372036854775807 WHERE account_id = 1 AND wallet_id = 1",
      );
      const { found } = await fixture.verify();
      expect(found.map(({ walletId, problem }) => `${walletId} ${problem}`)).toEqual([
        "1 balance",
        "1 running_balance",
      ]);
    });
  });
}

function sorted<T extends { readonly accountId: number }>(entries: readonly T[]): readonly T[] {
  return entries.toSorted((a, b) => a.accountId - b.accountId);
}
