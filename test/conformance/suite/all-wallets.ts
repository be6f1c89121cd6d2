import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { TestEngine } from "../../support/database.ts";
import { credit, newWallet } from "../../support/commands.ts";
import { Fixture } from "./fixture.ts";

/** Wallets in different pieces of a read of all wallets on either engine, by their numbers in the account. */
const IN_PIECES = [1, 250_001, 500_001, 750_001] as const;

/** No wallet has spent anything since then. */
const NEVER = 2 ** 31;
const SOON = { days: 6, spending: NEVER, limit: 2 };

/** Reads of every wallet of an account, which are done in pieces. */
export function allWalletsSuite(engine: TestEngine): void {
  describe("all wallets of an account", () => {
    let fixture: Fixture;
    beforeEach(async () => {
      fixture = await Fixture.open(engine);
      const { database } = fixture;
      await fixture.must(
        newWallet(),
        newWallet(),
        newWallet({ currency: "EUR" }),
        newWallet(),
        credit(1, "30.00"),
        credit(2, "10.00"),
        credit(3, "40.00"),
        credit(4, "20.00"),
      );
      // Each spends 5.00 a day, and has a level at 2.00.
      await database.run("UPDATE wallets SET typical_spend = 500, alert_floor = 200, highest_level = 200");
      for (const [index, id] of [...IN_PIECES.entries()].toReversed()) {
        await database.run(`UPDATE wallets SET id = ${id} WHERE id = ${index + 1}`);
      }
      await database.run(`UPDATE accounts SET wallet_count = ${IN_PIECES.at(-1) ?? 0}`);
    });
    afterEach(() => fixture.close());

    test("are added up, and those that end first are found, over all pieces", async () => {
      const { totals, ending, next } = await fixture.store.reads.walletsAtAGlance(1, SOON);
      expect(totals).toEqual([
        { currency: "USD", assetScale: 2, available: 6_000n, wallets: 3 },
        { currency: "EUR", assetScale: 2, available: 4_000n, wallets: 1 },
      ]);
      expect(ending.map(({ id }) => id)).toEqual([250_001, 750_001]);
      expect(next?.id).toBe(250_001);
    });

    test("that spend now are found beside them, over all pieces, whatever their typical spend, each once", async () => {
      const { database, store } = fixture;
      const spends = async (id: number, today: number, slot: number) =>
        database.run(
          `UPDATE wallets SET typical_spend = NULL, spend_today = ${today}, spend_slot = ${slot} WHERE id = ${id}`,
        );
      await spends(1, 500, 7);
      await spends(500_001, 4_000, 8);
      await spends(250_001, 500, 6);
      const found = async (spending: number, limit: number) => {
        const { ending } = await store.reads.walletsAtAGlance(1, { days: 6, spending, limit });
        return ending.map(({ id }) => id);
      };
      expect(await found(NEVER, 9)).toEqual([750_001]);
      expect(await found(7, 9)).toEqual([750_001, 500_001, 1]);
      expect(await found(7, 1)).toEqual([750_001, 500_001]);
      await database.run("UPDATE wallets SET spend_slot = 9, spend_today = 2000 WHERE id = 750001");
      expect(await found(8, 9)).toEqual([750_001, 500_001]);
      await database.run("UPDATE wallets SET alert_state = 'in_alarm' WHERE id = 500001");
      // By another limit, because in so large an account the same read is kept.
      expect(await found(8, 8)).toEqual([750_001]);
    });

    test("are at most two seconds old in a large account, and known to be", async () => {
      const { reads } = fixture.store;
      const before = await reads.walletsAtAGlance(1, SOON);
      await fixture.must(credit(1, "1.00"));
      const kept = await reads.walletsAtAGlance(1, SOON);
      expect(kept.totals).toEqual(before.totals);
      expect(kept.age).toBeGreaterThan(before.age);
      await expect
        .poll(async () => (await reads.walletsAtAGlance(1, SOON)).totals[0]?.available, { timeout: 10_000 })
        .toBe(6_100n);
    });

    test("that can give are found over all pieces: those of the currency first, then those with the most", async () => {
      await fixture.database.run(
        "INSERT INTO fx_rates (account_id, from_currency, to_currency, rate, updated_at) VALUES (1, 'EUR', 'USD', '1', 0)",
      );
      const { reads } = fixture.store;
      const beside = async (id: number, most: number) => {
        const wallet = await reads.wallet(1, id);
        if (wallet === null) throw new Error(`there is no wallet ${id}`);
        return (await reads.walletsBeside(wallet, most)).map((other) => other.id);
      };
      expect(await beside(250_001, 2)).toEqual([1, 750_001]);
      expect(await beside(250_001, 9)).toEqual([1, 750_001, 500_001]);
      expect(await beside(250_001, 1)).toEqual([1]);
      expect(await beside(1, 1)).toEqual([750_001]);
    });
  });
}
