import type { Outcome } from "@plimsoll/core";
import { openStore } from "@plimsoll/server/store/open";
import { StoreUnavailable } from "@plimsoll/server/store/port/unavailable";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { credit, debit, key, newEndpoint, newWallet, patchEndpoint, SEED_001 } from "../../support/commands.ts";
import type { TestEngine } from "../../support/database.ts";
import { Fixture } from "./fixture.ts";

/** A command of an account that does not exist, as a bug might send it. */
const POISON = newWallet({ accountId: 999 });

export function commitSuite(engine: TestEngine): void {
  describe("a commit", () => {
    let fixture: Fixture;
    beforeEach(async () => {
      fixture = await Fixture.open(engine, ["default", "other"]);
      await fixture.must(newWallet(), newWallet({ accountId: 2 }));
    });
    afterEach(() => fixture.close());

    const balance = async (walletId = 1, accountId = 1) =>
      (await fixture.store.reads.wallet(accountId, walletId))?.balance;

    test("stores what its commands decide, and returns each result in its place", async () => {
      const answers = await fixture.batch(credit(1, "10.00"), debit(1, "11.00"), debit(9, "1.00"), debit(1, "4.00"));
      expect(answers.map(reasonOf)).toEqual(["ok", "insufficient_funds", "wallet_not_found", "ok"]);
      expect(await balance()).toBe(600n);
      expect((await fixture.verify()).found).toEqual([]);
    });

    test("a command with a bug fails alone, wherever it is in the batch", async () => {
      for (const place of [0, 1, 5, 9]) {
        const commands = Array.from({ length: 10 }, (_, i) => (i === place ? POISON : credit(1, "1.00")));
        const { answers } = await fixture.commit(commands);
        expect(answers.map(({ ok }) => ok)).toEqual(commands.map((_, i) => (i === place ? "failed" : true)));
      }
      expect(await balance()).toBe(3_600n);
      expect((await fixture.verify()).found).toEqual([]);
      const { rows } = await fixture.store.reads.events(1, { page: 1, limit: 1_000 });
      expect(rows.map(({ position }) => position)).toEqual(Array.from({ length: 37 }, (_, i) => 37 - i));
    });

    test("a batch of such commands only: each fails, and the store continues", async () => {
      const { answers, deliveries } = await fixture.store.commit([POISON, POISON, POISON], fixture.now);
      expect(answers.map(({ ok }) => ok)).toEqual(["failed", "failed", "failed"]);
      expect(deliveries).toEqual([]);
      await fixture.must(credit(1, "1.00"));
    });

    test("an empty batch is allowed", async () => {
      expect(await fixture.store.commit([], fixture.now)).toEqual({
        answers: [],
        deliveries: [],
        behind: [],
        rows: [],
        transitions: [],
      });
    });

    test("repetitions return the first result, in one batch and in another", async () => {
      const order = credit(1, "5.00", { idempotency: key('k"\\{,}NULL é') });
      const [first, second] = await fixture.batch(order, order);
      expect(second).toEqual({ ...first, replayed: true });
      await fixture.must(debit(1, "1.00"));
      expect(await fixture.batch(order)).toEqual([second]);
      const other = credit(1, "5.00", { idempotency: key('k"\\{,}NULL é', "other") });
      expect((await fixture.batch(other)).map(reasonOf)).toEqual(["idempotency_key_reused"]);
      expect(await balance()).toBe(400n);
    });

    test("similar keys are different keys", async () => {
      const names = ["null", "NULL", "", " ", "a", "A", "a ", "{a}", '"a"', "a,b", "\\", "é", "e\u0301"];
      for (const pass of [undefined, true]) {
        const answers = await fixture.batch(...names.map((name) => credit(1, "1.00", { idempotency: key(name) })));
        expect(answers.map((answer) => (answer.ok ? answer.replayed : "refused"))).toEqual(names.map(() => pass));
      }
      expect(await balance()).toBe(BigInt(names.length) * 100n);
    });

    test("64 debits at once for 10 place exactly 10", async () => {
      await fixture.must(credit(1, "10.00"));
      const answers = await Promise.all(Array.from({ length: 64 }, () => fixture.batch(debit(1, "1.00"))));
      expect(answers.flat().filter(({ ok }) => ok)).toHaveLength(10);
      expect(await balance()).toBe(0n);
      expect((await fixture.verify()).found).toEqual([]);
    });

    test("two accounts in one batch count by themselves", async () => {
      const idempotency = key("same");
      await fixture.must(
        credit(1, "1.00", { idempotency }),
        credit(1, "2.00", { idempotency, accountId: 2 }),
        credit(1, "4.00", { accountId: 2 }),
        newWallet({ accountId: 2 }),
      );
      expect([await balance(1, 1), await balance(1, 2)]).toEqual([100n, 600n]);
      for (const [accountId, count] of [
        [1, 1],
        [2, 2],
      ] as const) {
        const { rows } = await fixture.store.reads.transactions(accountId, { walletId: null }, { page: 1, limit: 10 });
        expect(rows.map(({ transaction }) => transaction.id)).toEqual(count === 1 ? [1] : [2, 1]);
      }
    });

    test("a large batch of many wallets is one transaction", async () => {
      await fixture.must(...Array.from({ length: 500 }, () => newWallet({ alertSettings: SEED_001 })));
      await fixture.must(...Array.from({ length: 1_000 }, (_, i) => credit(2 + (i % 500), "30.00")));
      expect(await fixture.verify()).toEqual({ wallets: 502, found: [] });
      expect(await fixture.walletsOutOfRange()).toEqual({});
    });

    test("balances at the ends of 64 bits", async () => {
      const largest = "92233720368547758.07";
      await fixture.must(newWallet({ overdraftLimit: null }));
      for (let round = 0; round < 3; round += 1) await fixture.must(credit(2, largest), debit(2, largest));
      await fixture.must(debit(2, largest), debit(2, "0.01"));
      expect(await balance(2)).toBe(-9223372036854775808n);
      expect((await fixture.batch(debit(2, "0.01"))).map(reasonOf)).toEqual(["balance_out_of_range"]);
      expect((await fixture.verify()).found).toEqual([]);
    });

    test("returns deliveries that can be sent at once, as the outbox has them", async () => {
      const [created] = await fixture.must<{ endpoint: { id: string } }>(newEndpoint());
      const id = created?.endpoint.id ?? "";
      const committed = await fixture.store.commit([credit(1, "1.00"), credit(1, "2.00")], fixture.now);
      expect(committed.deliveries).toHaveLength(2);
      expect(committed.deliveries).toEqual(await fixture.store.reads.due(1, id, null, fixture.now, 10));
    });

    test("returns no delivery that was skipped in the same batch", async () => {
      const [created] = await fixture.must<{ endpoint: { id: string } }>(newEndpoint());
      const id = created?.endpoint.id ?? "";
      const committed = await fixture.store.commit(
        [credit(1, "1.00"), patchEndpoint(id, { status: "disabled" })],
        fixture.now,
      );
      expect(committed.deliveries).toEqual([]);
      expect(await fixture.store.reads.due(1, id, null, fixture.now, 10)).toEqual([]);
    });

    test("everything submitted before closing is stored, nothing after", async () => {
      const commits = Array.from({ length: 20 }, () => fixture.store.commit([credit(1, "1.00")], fixture.now));
      await fixture.store.close();
      await Promise.all(commits);
      await expect(fixture.store.commit([credit(1, "1.00")], fixture.now)).rejects.toThrow(StoreUnavailable);
      const again = await openStore(fixture.database.location, "request");
      expect((await again.reads.wallet(1, 1))?.balance).toBe(2_000n);
      await again.close();
    });
  });
}

function reasonOf(outcome: Outcome): string {
  return outcome.ok ? "ok" : outcome.rejection.reason;
}
