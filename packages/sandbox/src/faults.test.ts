import { describe, expect, it } from "vitest";
import { FaultDice, type Fault } from "./faults.ts";

const rolls = (dice: FaultDice, fault: Fault, times: number, now = 0) =>
  Array.from({ length: times }, () => dice.strikes(fault, now) !== null);

describe("fault dice", () => {
  it("do nothing without rules", () => {
    expect(rolls(new FaultDice(1), "drop_webhook", 100)).not.toContain(true);
  });

  it("apply always by an empty rule, and as often as the count allows", () => {
    const dice = new FaultDice(1);
    dice.set({ server_error: {}, reset_after: { count: 2 } }, 0);
    expect(rolls(dice, "server_error", 3)).toEqual([true, true, true]);
    expect(rolls(dice, "reset_after", 4)).toEqual([true, true, false, false]);
    expect(dice.struck).toEqual({ server_error: 3, reset_after: 2 });
  });

  it("are repeated by the seed, whatever else is drawn in between", () => {
    const rules = { drop_webhook: { probability: 0.5 }, server_error: { probability: 0.5 } };
    const [one, other, third] = [new FaultDice(7), new FaultDice(7), new FaultDice(8)];
    for (const dice of [one, other, third]) dice.set(rules, 0);
    rolls(other, "server_error", 50);
    const drawn = rolls(one, "drop_webhook", 200);
    expect(rolls(other, "drop_webhook", 200)).toEqual(drawn);
    expect(rolls(third, "drop_webhook", 200)).not.toEqual(drawn);
    const struck = drawn.filter(Boolean).length;
    expect(struck).toBeGreaterThan(70);
    expect(struck).toBeLessThan(130);
  });

  it("apply within their time window, which begins when the rule is set", () => {
    const dice = new FaultDice(1);
    dice.set({ drop_webhook: { afterMs: 100, forMs: 50 } }, 1_000);
    const at = (now: number) => dice.strikes("drop_webhook", now) !== null;
    expect([1_099, 1_100, 1_149, 1_150].map(at)).toEqual([false, true, true, false]);
  });

  it("apply to their operations and wallet", () => {
    const dice = new FaultDice(1);
    dice.set({ server_error: { only: ["wallets"] }, wallet_absent: { walletId: 2 } }, 0);
    expect(dice.strikes("server_error", 0, { name: "orders" })).toBeNull();
    expect(dice.strikes("server_error", 0, { name: "wallets" })).not.toBeNull();
    expect(dice.strikes("wallet_absent", 0, { walletId: 1 })).toBeNull();
    expect(dice.strikes("wallet_absent", 0, { walletId: 2 })).not.toBeNull();
  });

  it("end one by one by null, and all at once", () => {
    const dice = new FaultDice(1);
    dice.set({ server_error: {}, slow_answer: { delayMs: 5 } }, 0);
    dice.set({ server_error: null }, 0);
    expect(dice.rules).toEqual({ slow_answer: { delayMs: 5 } });
    dice.clear();
    expect(dice.rules).toEqual({});
  });
});
