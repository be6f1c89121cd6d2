import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Decimal } from "../money/decimal.ts";
import { grouped, MAX_EXACT, type Position } from "./groups.ts";
import { rebalancingPlan, type PlanOptions, type Spender } from "./plan.ts";

const ONE: Decimal = { units: 1n, scale: 0 };
const NONE: PlanOptions = { tolerance: { units: 0n, scale: 0 }, fee: { units: 0n, scale: 0 }, rate: () => null };

function spender(id: number, available: bigint, spend: bigint, fields: Partial<Spender> = {}): Spender {
  return { id, currency: "USD", assetScale: 2, available, spend, worth: ONE, ...fields };
}

function transfersOf(plan: ReturnType<typeof rebalancingPlan>): string[] {
  return plan.transfers.map(({ from, to, amount, received }) => `${from} → ${to}: ${amount} as ${received}`);
}

describe("levelling", () => {
  test("two wallets: the one that lasts longer sends to the other", () => {
    const plan = rebalancingPlan([spender(1, 9_000n, 100n), spender(2, 1_000n, 400n)], NONE);
    expect(transfersOf(plan)).toEqual(["1 → 2: 7000 as 7000"]);
    expect(plan.after).toEqual([2_000n, 8_000n]);
  });

  test("wallets that are level are left alone, and so is a single one", () => {
    expect(transfersOf(rebalancingPlan([spender(1, 100n, 1n), spender(2, 1_000n, 10n)], NONE))).toEqual([]);
    expect(transfersOf(rebalancingPlan([spender(1, 100n, 1n)], NONE))).toEqual([]);
    expect(transfersOf(rebalancingPlan([], NONE))).toEqual([]);
    expect(transfersOf(rebalancingPlan([spender(1, -100n, 1n), spender(2, 100n, 1n)], NONE))).toEqual([]);
  });

  test("pairs that level each other are not mixed", () => {
    const wallets = [spender(1, 200n, 10n), spender(2, 500n, 10n), spender(3, 400n, 10n), spender(4, 100n, 10n)];
    expect(transfersOf(rebalancingPlan(wallets, NONE)).toSorted()).toEqual(["2 → 4: 200 as 200", "3 → 1: 100 as 100"]);
  });

  test("within the tolerance nothing moves", () => {
    const wallets = [spender(1, 1_040n, 10n), spender(2, 960n, 10n)];
    expect(transfersOf(rebalancingPlan(wallets, { ...NONE, tolerance: { units: 4n, scale: 0 } }))).toEqual([]);
    expect(transfersOf(rebalancingPlan(wallets, { ...NONE, tolerance: { units: 39n, scale: 1 } }))).toHaveLength(1);
  });

  test("currencies are valued by their worth and exchanged at the account's own rate", () => {
    const euro = { currency: "EUR", worth: { units: 12n, scale: 1 } };
    const wallets = [spender(1, 24_000n, 1_000n), spender(2, 0n, 1_000n, euro)];
    // Worth 24000 at a spend of 2200 a day: 10.909 days. The transfer is worth 13090.9.
    expect(transfersOf(rebalancingPlan(wallets, NONE))).toEqual(["1 → 2: 13091 as 10909"]);
    const plan = rebalancingPlan(wallets, { ...NONE, rate: () => ({ units: 8n, scale: 1 }) });
    expect(transfersOf(plan)).toEqual(["1 → 2: 13091 as 10473"]);
    expect(plan.transfers[0]?.rate).toEqual({ units: 8n, scale: 1 });
  });

  test("a fee is added, and never exceeds the balance", () => {
    const fee = { units: 15n, scale: 1 };
    const plan = rebalancingPlan([spender(1, 10_000n, 1n), spender(2, 0n, 999n)], { ...NONE, fee });
    expect(plan.transfers).toMatchObject([{ amount: 9_852n, fee: 148n, received: 9_852n }]);
    expect(plan.after).toEqual([0n, 9_852n]);
  });

  test("wallets with scales of their own", () => {
    const wallets = [
      spender(1, 5n, 1n, { assetScale: 0 }),
      spender(2, 1_000_000_000n, 1_000_000_000n, { assetScale: 9 }),
    ];
    expect(transfersOf(rebalancingPlan(wallets, NONE))).toEqual(["1 → 2: 2 as 2000000000"]);
  });
});

/** Every way to split 0 … n − 1 into groups. */
function partitions(n: number): number[][][] {
  if (n === 0) return [[]];
  return partitions(n - 1).flatMap((groups) => [
    [...groups, [n - 1]],
    ...groups.map((_, i) => groups.map((group, j) => (i === j ? [...group, n - 1] : group))),
  ]);
}

function levels(positions: readonly Position[], group: readonly number[]): boolean {
  const surplus = group.reduce((sum, index) => sum + (positions[index]?.surplus ?? 0n), 0n);
  const slack = group.reduce((sum, index) => sum + (positions[index]?.slack ?? 0n), 0n);
  return -slack <= surplus && surplus <= slack;
}

/** Small surpluses that sum to zero. */
function zeroSum(minLength: number, maxLength: number): fc.Arbitrary<Position[]> {
  const some = fc.record({ surplus: fc.integer({ min: -6, max: 6 }), slack: fc.constantFrom(0, 0, 0, 1, 2) });
  return fc.array(some, { minLength, maxLength }).map((positions) => {
    const rest = positions.reduce((sum, { surplus }) => sum + surplus, 0);
    return [...positions, { surplus: -rest, slack: 0 }].map(({ surplus, slack }) => ({
      surplus: BigInt(surplus),
      slack: BigInt(slack),
    }));
  });
}

describe("the fewest transfers", () => {
  test("are found, as trying every grouping shows", () => {
    fc.assert(
      fc.property(zeroSum(0, 6), (positions) => {
        const possible = partitions(positions.length).filter((groups) =>
          groups.every((group) => levels(positions, group)),
        );
        const best = Math.max(...possible.map((groups) => groups.length));
        const found = grouped(positions);
        expect(found.flat().toSorted((a, b) => a - b)).toEqual([...positions.keys()]);
        expect(found.every((group) => levels(positions, group))).toBe(true);
        expect(found).toHaveLength(best);
      }),
      { numRuns: 300 },
    );
  });

  test("beyond the number that can be tried the groups level themselves all the same", () => {
    fc.assert(
      fc.property(zeroSum(MAX_EXACT, 60), (positions) => {
        const found = grouped(positions);
        expect(found.flat().toSorted((a, b) => a - b)).toEqual([...positions.keys()]);
        expect(found.every((group) => levels(positions, group))).toBe(true);
      }),
    );
  });

  test("level every wallet within the tolerance, and move no more often than groups need", () => {
    const wallet = fc.record({
      available: fc.integer({ min: -500, max: 100_000 }),
      spend: fc.integer({ min: 1, max: 999 }),
    });
    fc.assert(
      fc.property(
        fc.array(wallet, { minLength: 2, maxLength: 16 }),
        fc.integer({ min: 0, max: 30 }),
        (rows, percent) => {
          const wallets = rows.map(({ available, spend }, i) => spender(i + 1, BigInt(available), BigInt(spend)));
          const plan = rebalancingPlan(wallets, { ...NONE, tolerance: { units: BigInt(percent), scale: 0 } });
          const total = wallets.reduce((sum, { available }) => sum + available, 0n);
          const spends = wallets.reduce((sum, { spend }) => sum + spend, 0n);
          expect(plan.after.reduce((sum, amount) => sum + amount, 0n)).toBe(total);
          expect(plan.transfers.length).toBeLessThan(wallets.length);
          if (total <= 0n) {
            expect(plan.transfers).toEqual([]);
            return;
          }
          for (const [i, { spend }] of wallets.entries()) {
            // In units of 1 / (100 × spends); each transfer is rounded to a unit.
            const off = ((plan.after[i] ?? 0n) * spends - total * spend) * 100n;
            const most = total * spend * BigInt(percent) + BigInt(plan.transfers.length + 1) * spends * 100n;
            expect(off <= most && off >= -most).toBe(true);
          }
        },
      ),
    );
  });
});
