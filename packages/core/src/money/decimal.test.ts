import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_AMOUNT, MIN_AMOUNT } from "./amount.ts";
import { compareDecimals, divideAmount, multiplyAmount, parseDecimal, toScale } from "./decimal.ts";
import type { Decimal, Rounding } from "./decimal.ts";

const anyDecimal: fc.Arbitrary<Decimal> = fc.record({
  units: fc.oneof(fc.bigInt({ min: -300n, max: 300n }), fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })),
  scale: fc.integer({ min: 0, max: 18 }),
});
const anyAmount = fc.oneof(fc.bigInt({ min: -300n, max: 300n }), fc.bigInt({ min: MIN_AMOUNT, max: MAX_AMOUNT }));
const anyRounding = fc.constantFrom<Rounding>("floor", "ceil", "half_even");

/** Whether `quotient` is dividend / divisor rounded, determined by inequalities instead of division. */
function isRounded(quotient: bigint, dividend: bigint, divisor: bigint, rounding: Rounding): boolean {
  const [n, d] = divisor < 0n ? [-dividend, -divisor] : [dividend, divisor];
  const above = n - quotient * d;
  if (rounding === "floor") return above >= 0n && above < d;
  if (rounding === "ceil") return above <= 0n && above > -d;
  const distance = 2n * (above < 0n ? -above : above);
  return distance < d || (distance === d && quotient % 2n === 0n);
}

describe("parseDecimal", () => {
  test.each<[unknown, bigint, number]>([
    ["1.50", 150n, 2],
    ["-0.000000000000000001", -1n, 18],
    ["9223372036854775807.000000000000000000", MAX_AMOUNT * 10n ** 18n, 18],
    ["-9223372036854775808.0", MIN_AMOUNT * 10n, 1],
    [12.5, 125n, 1],
    [0, 0n, 0],
    [0.123456789012345, 123456789012345n, 15],
    [-0.00123456789012345, -123456789012345n, 17],
  ])("reads %j", (input, units, scale) => {
    expect(parseDecimal(input)).toEqual({ ok: true, value: { units, scale } });
  });

  test.each<[unknown, string]>([
    ["1e2", "not_decimal"],
    [" 1", "not_decimal"],
    [Number.NaN, "not_decimal"],
    [0.1 + 0.2, "not_decimal"],
    [null, "not_decimal"],
    ["0.0000000000000000000", "too_fine"],
    [`0.${"0".repeat(80)}`, "too_fine"],
    ["0".repeat(80), "not_decimal"],
    [`${"9".repeat(80)}.5`, "out_of_range"],
    [`-${"0".repeat(60)}${"1".repeat(20)}`, "out_of_range"],
    [`${"9".repeat(80)}x`, "not_decimal"],
    ["9223372036854775807.1", "out_of_range"],
    ["9223372036854775808", "out_of_range"],
    ["-9223372036854775809", "out_of_range"],
  ])("refuses %j as %s", (input, problem) => {
    expect(parseDecimal(input)).toEqual({ ok: false, problem });
  });
});

describe("rounding", () => {
  test.each<[bigint, bigint, bigint, bigint]>([
    [25n, 2n, 3n, 2n],
    [35n, 3n, 4n, 4n],
    [-25n, -3n, -2n, -2n],
    [-35n, -4n, -3n, -4n],
    [26n, 2n, 3n, 3n],
    [-24n, -3n, -2n, -2n],
    [-26n, -3n, -2n, -3n],
    [5n, 0n, 1n, 0n],
    [-5n, -1n, 0n, 0n],
    [20n, 2n, 2n, 2n],
  ])("takes %d tenths to %d, %d and %d", (units, floor, ceil, halfEven) => {
    expect(toScale({ units, scale: 1 }, 0, "floor")).toBe(floor);
    expect(toScale({ units, scale: 1 }, 0, "ceil")).toBe(ceil);
    expect(toScale({ units, scale: 1 }, 0, "half_even")).toBe(halfEven);
  });
});

describe("decimal arithmetic", () => {
  test("toScale is exact upwards and rounded downwards", () => {
    fc.assert(
      fc.property(anyDecimal, fc.integer({ min: 0, max: 18 }), anyRounding, (value, scale, rounding) => {
        const units = toScale(value, scale, rounding);
        const dividend = value.units * 10n ** BigInt(scale);
        expect(isRounded(units, dividend, 10n ** BigInt(value.scale), rounding)).toBe(true);
        expect(scale < value.scale || units === value.units * 10n ** BigInt(scale - value.scale)).toBe(true);
      }),
    );
  });

  test("multiplyAmount", () => {
    fc.assert(
      fc.property(anyAmount, anyDecimal, anyRounding, (amount, by, rounding) => {
        const product = multiplyAmount(amount, by, rounding);
        expect(isRounded(product, amount * by.units, 10n ** BigInt(by.scale), rounding)).toBe(true);
      }),
    );
  });

  test("divideAmount", () => {
    fc.assert(
      fc.property(anyAmount, anyDecimal, anyRounding, (amount, by, rounding) => {
        fc.pre(by.units !== 0n);
        const quotient = divideAmount(amount, by, rounding);
        expect(isRounded(quotient, amount * 10n ** BigInt(by.scale), by.units, rounding)).toBe(true);
      }),
    );
  });

  test("by example", () => {
    expect(multiplyAmount(1000n, { units: 15n, scale: 1 }, "floor")).toBe(1500n);
    expect(divideAmount(1000n, { units: 3n, scale: 0 }, "ceil")).toBe(334n);
    expect(divideAmount(-1000n, { units: 3n, scale: 0 }, "floor")).toBe(-334n);
    expect(divideAmount(1000n, { units: -25n, scale: 1 }, "half_even")).toBe(-400n);
  });

  test("division by zero throws", () => {
    expect(() => divideAmount(1n, { units: 0n, scale: 2 }, "floor")).toThrow(RangeError);
  });

  test("compareDecimals orders by value, whatever the scales", () => {
    expect(compareDecimals({ units: 10n, scale: 1 }, { units: 1n, scale: 0 })).toBe(0);
    expect(compareDecimals({ units: -1n, scale: 18 }, { units: 0n, scale: 0 })).toBe(-1);
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        const difference = a.units * 10n ** BigInt(18 - a.scale) - b.units * 10n ** BigInt(18 - b.scale);
        const sign = difference < 0n ? -1 : Number(difference > 0n);
        expect(compareDecimals(a, b)).toBe(sign);
      }),
    );
  });
});
