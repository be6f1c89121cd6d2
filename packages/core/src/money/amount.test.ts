import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clampAmount, formatAmount, MAX_AMOUNT, MAX_SCALE, MIN_AMOUNT, parseAmount } from "./amount.ts";
import { MAX_DECIMAL_LENGTH } from "./decimal-text.ts";

const anyAmount = fc.bigInt({ min: MIN_AMOUNT, max: MAX_AMOUNT });
const anyScale = fc.integer({ min: 0, max: MAX_SCALE });
const parsed = (value: bigint) => ({ ok: true, value });
const refused = (problem: string) => ({ ok: false, problem });

describe("parseAmount", () => {
  test.each<[unknown, number, bigint]>([
    ["0", 0, 0n],
    ["-0", 2, 0n],
    ["-0.00", 2, 0n],
    [-0, 2, 0n],
    ["5", 2, 500n],
    ["0.05", 2, 5n],
    ["-2.00", 2, -200n],
    ["-0.5", 2, -50n],
    ["007", 2, 700n],
    ["00000000000000000000000000000001.5", 1, 15n],
    ["123456789012345", 0, 123456789012345n],
    ["1234567890123456", 0, 1234567890123456n],
    ["999999999999.99", 2, 99999999999999n],
    ["9007199254740993", 0, 9007199254740993n],
    ["90071992547409.93", 2, 9007199254740993n],
    ["9223372036854775807", 0, MAX_AMOUNT],
    ["-9223372036854775808", 0, MIN_AMOUNT],
    ["92233720368547758.07", 2, MAX_AMOUNT],
    ["-9223372036.854775808", 9, MIN_AMOUNT],
    [12, 2, 1200n],
    [-12.34, 2, -1234n],
    [0.1, 1, 1n],
    [0.000001, 9, 1000n],
    [0.0000001, 9, 100n],
    [-0.00000015, 9, -150n],
    [0.000000001, 9, 1n],
    [999999999999999, 0, 999999999999999n],
    [1234567890.12345, 9, 1234567890123450000n],
  ])("reads %j at scale %i", (input, scale, units) => {
    expect(parseAmount(input, scale)).toEqual(parsed(units));
  });

  test.each<[string, unknown]>([
    ["an exponent", "1e2"],
    ["a capital exponent", "1E2"],
    ["a leading blank", " 1"],
    ["a trailing blank", "1 "],
    ["a newline", "1\n"],
    ["a plus sign", "+1"],
    ["two signs", "--1"],
    ["a trailing sign", "1-"],
    ["no whole digits", ".5"],
    ["no whole digits after the sign", "-.5"],
    ["no fraction digits", "5."],
    ["two points", "1.2.3"],
    ["two adjacent points", "1..2"],
    ["a comma", "1,5"],
    ["a separator", "1_000"],
    ["nothing", ""],
    ["a sign alone", "-"],
    ["a point alone", "."],
    ["a sign and a point", "-."],
    ["an Arabic digit", "١"],
    ["a full-width digit", "１"],
    ["hexadecimal", "0x10"],
    ["a word", "NaN"],
    ["infinity by name", "Infinity"],
    ["the character before the digits", "/"],
    ["the character after the digits", ":"],
    ["a text that is too long", "0".repeat(MAX_DECIMAL_LENGTH + 1)],
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a number with a large exponent", 1e21],
    ["a number whose text would be too long", 1e-70],
    ["16 significant digits below a millionth", 0.0000001234567890123456],
    ["16 significant digits", 1234567890123456],
    ["16 significant digits with a point", 12345678.90123456],
    ["16 digits that end in zeros", 1000000000000000],
    ["a sum of floats", 0.1 + 0.2],
    ["null", null],
    ["undefined", undefined],
    ["a boolean", true],
    ["a bigint", 5n],
    ["an object", { valueOf: () => 5 }],
    ["an array", ["5"]],
  ])("refuses %s", (_, input) => {
    expect(parseAmount(input, 9)).toEqual(refused("not_decimal"));
  });

  test("reads a text of the greatest length", () => {
    expect(parseAmount("1".padStart(MAX_DECIMAL_LENGTH, "0"), 0)).toEqual(parsed(1n));
  });

  test.each<[unknown, number]>([
    ["1.000", 2],
    ["0.001", 2],
    ["1.0", 0],
    [0.001, 2],
    ["1.0000000000", 9],
    ["99999999999999999999.999", 2],
  ])("refuses %j as too fine for scale %i, zeros too", (input, scale) => {
    expect(parseAmount(input, scale)).toEqual(refused("too_fine"));
  });

  test.each<[unknown, number]>([
    ["9223372036854775808", 0],
    ["9".repeat(70), 2],
    ["9".repeat(1_000_000), 9],
    ["-9223372036854775809", 0],
    ["92233720368547758.08", 2],
    ["-9223372036.854775809", 9],
    ["9223372037", 9],
    [999999999999999, 9],
  ])("refuses %j as out of range at scale %i", (input, scale) => {
    expect(parseAmount(input, scale)).toEqual(refused("out_of_range"));
  });

  test.each([-1, 10, 1.5, Number.NaN])("throws for scale %d", (scale) => {
    expect(() => parseAmount("1", scale)).toThrow(RangeError);
    expect(() => formatAmount(1n, scale)).toThrow(RangeError);
  });

  test("agrees with the grammar on any text of its characters", () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from("-.0123456789+e ")), maxLength: 24 });
    fc.assert(
      fc.property(text, (input) => {
        const result = parseAmount(input, MAX_SCALE);
        const isNotDecimal = !result.ok && result.problem === "not_decimal";
        expect(isNotDecimal).toBe(!/^-?\d+(\.\d+)?$/.test(input));
      }),
      { numRuns: 2000 },
    );
  });

  test("reads every number of up to 15 digits as its text", () => {
    const digits = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 });
    fc.assert(
      fc.property(digits, fc.integer({ min: 0, max: 5 }), (units, places) => {
        const input = Number(`${units}e-${places}`);
        fc.pre(!String(input).includes("e"));
        expect(parseAmount(input, MAX_SCALE)).toEqual(parseAmount(String(input), MAX_SCALE));
        expect(parseAmount(input, MAX_SCALE)).not.toEqual(refused("not_decimal"));
      }),
    );
  });
});

describe("formatAmount", () => {
  test.each<[bigint, number, string]>([
    [-200n, 2, "-2.00"],
    [5n, 2, "0.05"],
    [-5n, 2, "-0.05"],
    [5n, 0, "5"],
    [-5n, 0, "-5"],
    [0n, 2, "0.00"],
    [100n, 2, "1.00"],
    [1n, 9, "0.000000001"],
    [MAX_AMOUNT, 2, "92233720368547758.07"],
    [MIN_AMOUNT, 9, "-9223372036.854775808"],
  ])("writes %d at scale %i as %s", (units, scale, text) => {
    expect(formatAmount(units, scale)).toBe(text);
  });

  test("is undone by parseAmount at every scale", () => {
    fc.assert(
      fc.property(anyAmount, anyScale, (units, scale) => {
        expect(parseAmount(formatAmount(units, scale), scale)).toEqual(parsed(units));
      }),
    );
  });

  test("is undone by parseAmount for small amounts too", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -100_000n, max: 100_000n }), anyScale, (units, scale) => {
        expect(parseAmount(formatAmount(units, scale), scale)).toEqual(parsed(units));
      }),
    );
  });
});

test("clampAmount gives the nearest storable amount", () => {
  expect(clampAmount(MAX_AMOUNT + 1n)).toBe(MAX_AMOUNT);
  expect(clampAmount(MIN_AMOUNT - 1n)).toBe(MIN_AMOUNT);
  expect(clampAmount(-7n)).toBe(-7n);
});
