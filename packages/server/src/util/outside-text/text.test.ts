import fc from "fast-check";
import { parse } from "lossless-json";
import { describe, expect, it, test } from "vitest";
import { withoutTrailingZeros } from "./amount.ts";
import { readJson } from "./json.ts";
import { isStorable } from "./storable.ts";
import { optionalCurrency, optionalDecimal, optionalId, optionalText, optionalTime, optionalWhole } from "./text.ts";

/** Any text at all, halves of pairs included. */
const anyText = fc
  .array(fc.integer({ min: 0, max: 0xff_ff }), { maxLength: 40 })
  .map((all) => String.fromCharCode(...all));

/** As part of a response or a hook, read by both readers. */
const read = (json: string) => [readJson(json, 20), parse(json)];

describe("free text", () => {
  it.each<[string, string | null]>([
    ['"für 🎁"', "für 🎁"],
    ['"half \\ud800 a pair"', "half \uFFFD a pair"],
    ['"a\\u0000b"', "a\uFFFDb"],
    ["4711", "4711"],
    ["12345678901234567890", "12345678901234567890"],
    ['""', ""],
    ["null", null],
    ["true", null],
    ["[1]", null],
    ['{"a":1}', null],
  ])("%s is read as %j", (json, text) => {
    for (const value of read(json)) expect(optionalText(value)).toBe(text);
  });

  test("is cut to the stored length, never through a pair", () => {
    expect(optionalText("x".repeat(5_000))).toBe("x".repeat(1_000));
    expect(optionalText(`${"x".repeat(999)}🎁`)).toBe("x".repeat(999));
  });

  test("can be stored, whatever the input", () => {
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.integer({ min: 0, max: 0xff_ff })), (value, codes) => {
        for (const text of [optionalText(value), optionalText(String.fromCharCode(...codes)), optionalId(value)]) {
          expect(text === null || (isStorable(text) && text.length <= 1_000)).toBe(true);
        }
      }),
    );
  });
});

describe("amounts", () => {
  it.each<[string, string]>([
    ['"1.000"', "1"],
    ["1.000", "1"],
    ["1E+0", "1"],
    ['"1E+0"', "1"],
    ["1.5e3", "1500"],
    ["25e-1", "2.5"],
    ['" 10.50 "', "10.5"],
    ["-0.00", "0"],
    ['"007.10"', "7.1"],
    ["12345678901234567890.12", "12345678901234567890.12"],
  ])("%s is %s by value", (json, amount) => {
    for (const value of read(json)) expect(withoutTrailingZeros(optionalDecimal(value) ?? "")).toBe(amount);
  });

  it.each([
    '"a lot"',
    '"1,000.00"',
    '"0x10"',
    '"1.2.3"',
    '""',
    '"."',
    '"5."',
    "null",
    "true",
    '"Infinity"',
    "1e99",
    '"１"',
    `"${"1".repeat(65)}"`,
  ])("%s is none", (json) => {
    for (const value of read(json)) expect(optionalDecimal(value)).toBeNull();
  });

  test("in any notation are one amount", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
        fc.integer({ min: 0, max: 9 }),
        (units, scale) => {
          const plain = decimal(units, scale);
          const ways = [
            plain,
            `${plain}${plain.includes(".") ? "" : "."}000`,
            `${units}e-${scale}`,
            `${units}E-${scale}`,
          ];
          const amounts = ways
            .flatMap((way) => [...read(way), way])
            .map((value) => withoutTrailingZeros(optionalDecimal(value) ?? "none"));
          expect(new Set(amounts).size).toBe(1);
          expect(toUnits(amounts[0] ?? "", scale)).toBe(units);
        },
      ),
    );
  });
});

test("no reader throws, whatever the input", () => {
  const value = fc.oneof(
    fc.anything(),
    anyText,
    fc.json({ maxDepth: 2 }).map((text) => JSON.parse(text) as unknown),
  );
  fc.assert(
    fc.property(value, (any) => {
      for (const reader of [optionalText, optionalId, optionalDecimal, optionalWhole, optionalCurrency, optionalTime]) {
        expect(() => reader(any)).not.toThrow();
      }
    }),
    { numRuns: 200 },
  );
});

function decimal(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${units < 0n ? "-" : ""}${digits.slice(0, point)}${scale === 0 ? "" : `.${digits.slice(point)}`}`;
}

function toUnits(text: string, scale: number): bigint {
  const [whole = "", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(scale, "0"));
}
