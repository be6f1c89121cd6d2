import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  LARGEST,
  credit,
  debit,
  hold,
  key,
  mirrorOf,
  newProvider,
  newWallet,
  patchWallet,
  putRates,
  transfer,
} from "../../../../test/support/commands.ts";
import { audit } from "../../../../test/support/audit.ts";
import { World, reasonOf } from "../../../../test/support/world.ts";

describe("guards, in order", () => {
  /** Each situation violates every guard from its own on; the result names the first. */
  function situation() {
    const world = new World();
    const { provider } = world.must(newProvider());
    world.must(newWallet({ name: "1: fine" }));
    world.must(mirrorOf(provider.id, "2", { name: "2: mirror, closed" }));
    world.must(newWallet({ name: "3: closed" }));
    world.must(newWallet({ name: "4: frozen" }));
    world.must(newWallet({ name: "5: euros", currency: "EUR" }));
    world.must(newWallet({ name: "6: full" }));
    world.must(newWallet({ name: "7: whole francs", currency: "CHF", assetScale: 0 }));
    world.must(credit(1, "10.00", { idempotency: key("used") }));
    world.must(hold(1, "4.00"));
    world.must(credit(6, LARGEST));
    world.must(patchWallet(2, { status: "closed" }));
    world.must(patchWallet(3, { status: "closed" }));
    world.must(patchWallet(4, { status: "frozen" }));
    return world;
  }

  const other = { idempotency: key("used", "other") };
  test.each([
    ["wallet_not_found", transfer(1, 9, "x", other)],
    ["wallet_not_found", transfer(9, 1, "x", other)],
    ["idempotency_key_reused", transfer(2, 3, "x", other)],
    ["mirror_is_read_only", transfer(2, 3, "x")],
    ["mirror_is_read_only", transfer(3, 2, "x")],
    ["wallet_closed", transfer(3, 4, "x")],
    ["wallet_closed", transfer(4, 3, "x")],
    ["wallet_frozen", transfer(4, 4, "x")],
    ["invalid", transfer(1, 1, "1.00")],
    ["invalid", transfer(1, 5, "0.001")],
    ["invalid", transfer(1, 5, "0")],
    ["invalid", transfer(1, 5, "1.00", { fee: "-1" })],
    ["invalid", transfer(1, 5, "1.00", { rate: "0" })],
    ["invalid", transfer(1, 5, "1.00", { rate: "1e3" })],
    ["invalid", transfer(1, 6, "1.00", { rate: "2" })],
    ["fx_rate_missing", transfer(1, 5, "100.00")],
    ["invalid", transfer(1, 7, "100.00", { rate: "0.0001" })],
    ["balance_out_of_range", transfer(1, 5, "100.00", { rate: LARGEST })],
    ["insufficient_funds", transfer(1, 5, "6.01", { rate: "1" })],
    ["insufficient_funds", transfer(1, 6, "6.00", { fee: "0.01" })],
    ["balance_out_of_range", transfer(1, 6, "6.00")],
    ["accepted", transfer(1, 5, "5.99", { rate: "1", fee: "0.01" })],
    ["accepted", transfer(6, 4, "1.00")],
  ])("%s", (reason, command) => {
    const world = situation();
    const before = world.store.dump();
    const outcome = world.run(command);
    expect(reasonOf(outcome)).toBe(reason);
    if (!outcome.ok) expect(world.store.dump()).toEqual(before);
  });
});

test("within one currency it is an adjustment, between two an exchange", () => {
  const world = new World();
  world.runAll(newWallet(), newWallet({ assetScale: 4 }), newWallet({ currency: "EUR" }), credit(1, "10.00"));
  world.must(putRates({ from: "EUR", to: "USD", rate: "1.25" }));
  world.must(transfer(1, 2, "1.00"));
  const exchange = transfer(1, 3, "1.00", { fee: "0.10", idempotency: key("k"), reference: "R" });
  const first = world.run(exchange);
  expect(world.run(exchange)).toEqual({ ...first, replayed: true });
  const kinds = world.rows("transactions").map(({ walletId, kind, amount }) => [walletId, kind, amount]);
  expect(kinds).toEqual([
    [1, "topup", 1_000n],
    [1, "adjustment", -100n],
    [2, "adjustment", 10_000n],
    [1, "fx", -110n],
    [3, "fx", 80n],
  ]);
  expect(world.rows("transfers").map(({ rate, reference }) => [rate, reference])).toEqual([
    [null, null],
    ["0.8", "R"],
  ]);
  // Neither is spend.
  expect(world.wallet(1).spendToday).toBe(0n);
  audit(world);
});

test("whatever is moved, nothing is lost, created or overspent", () => {
  const wallet = fc.integer({ min: 1, max: 4 });
  const step = fc.record({ from: wallet, to: wallet, units: fc.integer({ min: 1, max: 900 }), spend: fc.boolean() });
  fc.assert(
    fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 }), (batches) => {
      const world = new World();
      for (let id = 1; id <= 4; id += 1) world.runAll(newWallet(), credit(id, "10.00"));
      let spent = 0n;
      for (const steps of batches) {
        const outcomes = world.batch(
          steps.map(({ from, to, units, spend }) => {
            const amount = `${Math.floor(units / 100)}.${String(units % 100).padStart(2, "0")}`;
            return spend ? debit(from, amount) : transfer(from, to, amount);
          }),
        );
        for (const [i, outcome] of outcomes.entries()) {
          if (outcome.ok && steps[i]?.spend) spent += BigInt(steps[i]?.units ?? 0);
        }
        audit(world);
        const balances = world.rows("wallets").map(({ balance }) => balance);
        expect(balances.every((balance) => balance >= 0n)).toBe(true);
        expect(balances.reduce((sum, balance) => sum + balance, 0n)).toBe(4_000n - spent);
      }
    }),
    { numRuns: 60 },
  );
});
