import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baselineDays, meanOf, percentile95, spendFigures } from "./figures.ts";

const amount = fc.oneof(fc.bigInt({ min: 0n, max: 5n }), fc.bigInt({ min: 0n, max: 9223372036854775807n }));
const amounts = fc.array(amount, { minLength: 1, maxLength: 9 });

/** Whether `rounded` is numerator ÷ denominator rounded to the nearest integer, halves to the even one. */
function isNearest(rounded: bigint, numerator: bigint, denominator: bigint): boolean {
  const doubled = 2n * (numerator - rounded * denominator);
  const distance = doubled < 0n ? -doubled : doubled;
  return distance < denominator || (distance === denominator && rounded % 2n === 0n);
}

describe("percentile95", () => {
  test("is percentile_cont(0.95) of a week", () => {
    const week = [100n, 200n, 300n, 400n, 500n, 600n, 700n].map((value) => value * 100n);
    expect(percentile95(week)).toBe(67_000n);
    expect(percentile95(week.toReversed())).toBe(67_000n);
    expect(percentile95([0n, 0n, 0n, 0n, 0n, 0n, 1_000n])).toBe(700n);
    expect(percentile95([10n, 20n])).toBe(20n);
    expect(percentile95([42n])).toBe(42n);
    expect(percentile95([])).toBeNull();
  });

  test("is exact, whatever the amounts: every value weighed in twentieths", () => {
    fc.assert(
      fc.property(amounts, (values) => {
        // Each value repeated 20 times with the gaps filled linearly, counted in twentieths of a unit: no division anywhere.
        const sorted = values.toSorted((a, b) => Number(a > b) - Number(a < b));
        const line: bigint[] = [];
        for (const [i, value] of sorted.entries()) {
          const next = sorted[i + 1];
          if (next === undefined) line.push(20n * value);
          else for (let part = 0n; part < 20n; part += 1n) line.push((20n - part) * value + part * next);
        }
        const twentieths = line[19 * (values.length - 1)] as bigint;
        expect(isNearest(percentile95(values) as bigint, twentieths, 20n)).toBe(true);
      }),
    );
  });

  test("lies between the mean's neighbours: never above the largest, never below the smallest", () => {
    fc.assert(
      fc.property(amounts, (values) => {
        const largest = values.reduce((a, b) => (a > b ? a : b));
        const smallest = values.reduce((a, b) => (a < b ? a : b));
        for (const figure of [percentile95(values), meanOf(values)] as bigint[]) {
          expect(figure <= largest && figure >= smallest).toBe(true);
        }
        expect(
          isNearest(
            meanOf(values) as bigint,
            values.reduce((a, b) => a + b),
            BigInt(values.length),
          ),
        ).toBe(true);
      }),
    );
  });
});

describe("spendFigures", () => {
  const TODAY = 20_000;

  test("no history has no figures", () => {
    const none = { typical: null, mean: null, days: 0, confidence: "none" };
    expect(spendFigures({ spendSince: null }, new Map(), TODAY)).toEqual(none);
    expect(spendFigures({ spendSince: TODAY }, new Map([[TODAY, 5n]]), TODAY)).toEqual(none);
  });

  test("fewer than seven days use the days there are", () => {
    const spend = new Map([[TODAY - 3, 300n]]);
    expect(baselineDays({ spendSince: TODAY - 3 }, TODAY)).toEqual([TODAY - 3, TODAY - 2, TODAY - 1]);
    expect(spendFigures({ spendSince: TODAY - 3 }, spend, TODAY)).toEqual({
      typical: 270n,
      mean: 100n,
      days: 3,
      confidence: "accumulating",
    });
  });

  test("seven days are established; older ones and today are left out, silent ones are zero", () => {
    const spend = new Map([
      [TODAY, 1_000_000n],
      [TODAY - 1, 700n],
      [TODAY - 7, 70n],
      [TODAY - 8, 1_000_000n],
    ]);
    expect(spendFigures({ spendSince: TODAY - 30 }, spend, TODAY)).toEqual({
      typical: 511n,
      mean: 110n,
      days: 7,
      confidence: "established",
    });
  });
});
