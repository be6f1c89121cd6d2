import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { capture, credit, debit, expire, hold, key, newWallet, release } from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { Fixture, whole } from "./fixture.ts";

/** Ids of new holds on wallet 1, in order. */
async function placed(fixture: Fixture, ...amounts: readonly string[]): Promise<string[]> {
  const answers = await fixture.must<{ body: string }>(
    ...amounts.map((amount, i) => hold(1, amount, { expiresIn: i + 1 })),
  );
  return answers.map(({ body }) => (JSON.parse(body) as { id: string }).id);
}

export function holdSuite(engine: TestEngine): void {
  describe("holds", () => {
    let fixture: Fixture;
    beforeEach(async () => {
      fixture = await Fixture.open(engine, ["default", "other"]);
      await fixture.must(newWallet(), newWallet(), credit(1, "100.00"), credit(2, "50.00"));
      await fixture.must(newWallet({ accountId: 2 }), credit(1, "100.00", { accountId: 2 }));
    });
    afterEach(() => fixture.close());

    const held = async () => (await fixture.store.reads.wallet(1, 1))?.held;

    test("are stored with their state", async () => {
      const [open, taken, freed, late] = (await placed(fixture, "1.00", "2.00", "4.00", "8.00")) as [
        string,
        string,
        string,
        string,
      ];
      await fixture.must(capture(taken, { amount: "1.50" }), release(freed));
      fixture.now += 4_000;
      await fixture.must(expire(late));
      const stored = await Promise.all([open, taken, freed, late].map((id) => fixture.store.reads.hold(1, id)));
      expect(stored.map((found) => [found?.hold.status, found?.hold.captured, found?.hold.transactionId])).toEqual([
        ["open", 0n, null],
        ["captured", 150n, 3],
        ["released", 0n, null],
        ["expired", 0n, null],
      ]);
      expect(stored[0]?.denomination).toEqual({ currency: "USD", assetScale: 2 });
      expect(await held()).toBe(100n);
      expect((await fixture.verify()).found).toEqual([]);
      expect(await fixture.store.reads.hold(2, open)).toBeNull();
    });

    test("are listed newest first, of a wallet and of a status", async () => {
      for (let i = 0; i < 25; i += 1) await fixture.must(hold(1, "1.00"), hold(2, "1.00"));
      await fixture.must(hold(1, "1.00", { accountId: 2 }));
      const all = await whole((page) => fixture.store.reads.holds(1, { walletId: null, status: null }, page));
      expect(all.map(({ hold: { position } }) => position)).toEqual(Array.from({ length: 50 }, (_, i) => 50 - i));
      await fixture.must(...all.slice(0, 10).map((entry) => release(entry.hold.id)));
      const list = (walletId: number | null, status: "open" | "released" | null) =>
        whole((page) => fixture.store.reads.holds(1, { walletId, status }, page));
      expect(await list(null, "open")).toHaveLength(40);
      expect(await list(2, null)).toHaveLength(25);
      expect((await list(2, "released")).map(({ hold: { position } }) => position)).toEqual([50, 48, 46, 44, 42]);
    });

    test("that are due are found by time, oldest first, until they are swept", async () => {
      const ids = await placed(fixture, "1.00", "2.00", "4.00");
      const due = async (limit = 10) =>
        (await fixture.store.reads.holdsDue(fixture.now, limit)).map(({ id }) => ids.indexOf(id));
      fixture.now += 999;
      expect(await due()).toEqual([]);
      fixture.now += 1;
      expect(await due()).toEqual([0]);
      fixture.now += 60_000;
      expect(await due()).toEqual([0, 1, 2]);
      expect(await due(2)).toEqual([0, 1]);
      await fixture.must(expire(...ids));
      expect(await due()).toEqual([]);
      expect(await held()).toBe(0n);
    });

    test("whose sum differs from a wallet's held amount are found by verify", async () => {
      const [id = ""] = await placed(fixture, "1.00");
      const row = { ...(await fixture.store.reads.hold(1, id))?.hold };
      const connection = await fixture.database.transaction();
      const { transaction } = connection;
      await transaction.begin();
      const updates = [{ before: row, after: { ...row, status: "released" } }];
      await transaction.write({
        changes: [{ table: "holds", inserts: [], updates, deletes: [] }],
        bulk: [],
      });
      await transaction.commit();
      await connection.close();
      expect((await fixture.verify()).found).toEqual([
        { accountId: 1, walletId: 1, problem: "held", stored: "100", computed: "0" },
      ]);
    });

    test("a repetition returns the first result", async () => {
      const ask = hold(1, "5.00", { idempotency: key("k") });
      const [first] = await fixture.batch(ask);
      const { id } = JSON.parse(first?.ok ? (first.value as { body: string }).body : "{}") as { id: string };
      await fixture.must(release(id));
      expect(await fixture.batch(ask)).toEqual([{ ...first, replayed: true }]);
      expect(await held()).toBe(0n);
    });

    test("64 holds and debits at once for 100 take exactly 100", async () => {
      const asks = Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? hold(1, "5.00") : debit(1, "5.00")));
      const answers = await Promise.all(asks.map((ask) => fixture.batch(ask)));
      expect(answers.flat().filter(({ ok }) => ok)).toHaveLength(20);
      const wallet = await fixture.store.reads.wallet(1, 1);
      expect((wallet?.balance ?? 0n) - (wallet?.held ?? 0n)).toBe(0n);
      expect((await fixture.verify()).found).toEqual([]);
    });
  });
}
