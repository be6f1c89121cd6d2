import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { delayBefore, MAX_DELAY_MS, MAX_RETRY_AFTER_MS, mayRepeat, retryAfterMs } from "./retry.ts";

describe("mayRepeat", () => {
  it.each([
    [0, true, false],
    [429, true, true],
    [502, true, false],
    [503, true, false],
    [504, true, false],
    [500, false, false],
    [400, false, false],
    [402, false, false],
    [409, false, false],
  ])("%i: %s when repeatable, else %s", (status, repeatable, otherwise) => {
    expect(mayRepeat(status, true)).toBe(repeatable);
    expect(mayRepeat(status, false)).toBe(otherwise);
  });
});

describe("delayBefore", () => {
  it("doubles, half of it at random, up to a bound", () => {
    const delays = [1, 2, 3, 7, 40].map((failures) => [delayBefore(failures, null, 0), delayBefore(failures, null, 1)]);
    expect(delays).toEqual([
      [125, 250],
      [250, 500],
      [500, 1_000],
      [4_000, 8_000],
      [4_000, 8_000],
    ]);
  });

  it("is never shorter than the server requested, and null beyond the bound", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.nat(100_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, asked, random) => {
          const delay = delayBefore(n, asked, random);
          if (asked > MAX_RETRY_AFTER_MS) return delay === null;
          return delay !== null && delay >= asked && delay <= Math.max(asked, MAX_DELAY_MS);
        },
      ),
    );
  });
});

describe("retryAfterMs", () => {
  const now = Date.parse("2026-05-15T14:30:00Z");
  it.each([
    ["0", 0],
    ["120", 120_000],
    [" 7 ", 7_000],
    ["Fri, 15 May 2026 14:30:10 GMT", 10_000],
    ["Fri, 15 May 2026 14:29:00 GMT", 0],
    ["-5", null],
    ["1.5", null],
    ["2026", 2_026_000],
    ["2026-05-15", null],
    ["soon", null],
    ["", null],
    [null, null],
  ])("%s", (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
