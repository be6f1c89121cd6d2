import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_AMOUNT } from "../money/amount.ts";
import { topupAdvice, type AdviceFor } from "./advice.ts";
import { roundedUp } from "./round-up.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Wednesday: money sent now lands on Friday. */
const NOW = Date.UTC(2026, 4, 13, 12);
const FRIDAY = NOW + 2 * DAY;
const UTC_CALENDAR = { timezone: "UTC", cutoff: null, holidays: new Set<string>() };
const NONE = { step: null, minimum: null };

const OF: AdviceFor = {
  available: 25_000n,
  pace: 10_000n,
  daily: 10_000n,
  above: null,
  inFlight: [],
  scale: 2,
  targetDays: 5,
  rounding: NONE,
  calendar: UTC_CALENDAR,
  leadTimeDays: 2,
  now: NOW,
};

describe("the amount one would wire", () => {
  test.each([
    [49_075n, 2, NONE, 50_000n],
    [9_523_101n, 2, NONE, 9_600_000n],
    [700n, 2, NONE, 700n],
    [701n, 2, NONE, 800n],
    [9_901n, 2, NONE, 10_000n],
    [10_001n, 2, NONE, 11_000n],
    [1n, 9, NONE, 1_000_000_000n],
    [95_231n, 0, NONE, 96_000n],
    [0n, 2, NONE, 0n],
    [-5n, 2, NONE, 0n],
    [49_075n, 2, { step: 25_000n, minimum: null }, 50_000n],
    [50_001n, 2, { step: 25_000n, minimum: null }, 75_000n],
    [1n, 2, { step: null, minimum: 1_234_500n }, 1_300_000n],
    [1n, 2, { step: 100_000n, minimum: 1_234_500n }, 1_300_000n],
    [MAX_AMOUNT, 2, NONE, MAX_AMOUNT],
  ])("of %s missing at scale %i with %o is %s", (missing, scale, rounding, amount) => {
    expect(roundedUp(missing, scale, rounding)).toBe(amount);
  });
});

describe("advice", () => {
  test("brings the wallet to its target days at landing, what is spent until then counted", () => {
    // 250.00 − two days of 100.00 leave 50.00; five days are 500.00.
    expect(topupAdvice(OF)).toEqual({
      amount: 45_000n,
      by: NOW,
      landsAt: FRIDAY,
      covered: false,
      reason: "needed",
      parts: {
        daily: 10_000n,
        targetDays: 5,
        target: 50_000n,
        leadTimeDays: 2,
        landing: 0n,
        spent: 20_000n,
      },
    });
  });

  test("and past the wallet's levels, when they are higher", () => {
    expect(topupAdvice({ ...OF, above: 70_000n }).amount).toBe(66_000n);
    expect(topupAdvice({ ...OF, pace: null, daily: null, available: 100n, above: 70_000n })).toMatchObject({
      amount: 70_000n,
      by: null,
      reason: "needed",
    });
  });

  test("the target is counted by the day, what is spent until landing by the present pace", () => {
    // At 100.00 an hour the 250.00 are gone before Friday; five days of 100.00 are 500.00, not 12,000.00.
    expect(topupAdvice({ ...OF, pace: 240_000n })).toMatchObject({ amount: 50_000n, reason: "late" });
  });

  test("too late to land in time, it has until the cut-off that lets it land as soon as it can", () => {
    const calendar = { timezone: "Asia/Dubai", cutoff: 14 * 60, holidays: new Set<string>() };
    const now = NOW - 4 * HOUR;
    expect(topupAdvice({ ...OF, available: 5_000n, calendar, now })).toMatchObject({
      by: NOW - 2 * HOUR,
      landsAt: FRIDAY - 2 * HOUR,
      reason: "late",
    });
  });

  test("is late when the money lands on an empty wallet; what cannot be spent is not counted", () => {
    expect(topupAdvice({ ...OF, available: 5_000n })).toMatchObject({ amount: 50_000n, by: NOW, reason: "late" });
    expect(topupAdvice({ ...OF, available: -5_000n })).toMatchObject({ amount: 55_000n, reason: "late" });
  });

  test("money in flight that lands in time covers it; money that lands too late does not, but is deducted", () => {
    const landing = (expectedAt: number | null, amount = 60_000n) =>
      topupAdvice({ ...OF, inFlight: [{ amount, expectedAt }] });
    expect(landing(FRIDAY)).toMatchObject({ amount: 0n, covered: true, reason: "covered" });
    expect(landing(FRIDAY + DAY)).toMatchObject({ amount: 45_000n, covered: false });
    expect(landing(null)).toMatchObject({ amount: 0n, covered: false, reason: "enough" });
    expect(landing(FRIDAY, 10_000n)).toMatchObject({ amount: 35_000n, covered: true, reason: "needed" });
    expect([FRIDAY, FRIDAY + DAY, null].map((at) => landing(at).parts.landing)).toEqual([60_000n, 0n, 60_000n]);
  });

  test("money that lands in time but stays below the levels covers nothing", () => {
    expect(topupAdvice({ ...OF, above: 20_000n, inFlight: [{ amount: 1_000n, expectedAt: FRIDAY }] })).toMatchObject({
      covered: false,
      reason: "needed",
    });
  });

  test("nothing is known to be spent, or the balance lasts", () => {
    expect(topupAdvice({ ...OF, pace: null, daily: null })).toMatchObject({ amount: 0n, by: null, reason: "unknown" });
    expect(topupAdvice({ ...OF, available: 200_000n })).toMatchObject({ amount: 0n, reason: "enough" });
  });

  test("always brings the wallet past its levels at landing, in every scale, in multiples of the step", () => {
    const arbitrary = fc.record({
      scale: fc.integer({ min: 0, max: 9 }),
      available: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 14n }),
      pace: fc.option(fc.bigInt({ min: 0n, max: 10n ** 13n })),
      share: fc.bigInt({ min: 1n, max: 24n }),
      above: fc.option(fc.bigInt({ min: 0n, max: 10n ** 14n })),
      step: fc.option(fc.bigInt({ min: 1n, max: 10n ** 12n })),
      minimum: fc.option(fc.bigInt({ min: 1n, max: 10n ** 12n })),
      targetDays: fc.integer({ min: 1, max: 30 }),
      leadTimeDays: fc.integer({ min: 0, max: 10 }),
      wait: fc.nat(14 * DAY),
    });
    fc.assert(
      fc.property(arbitrary, ({ step, minimum, wait, share, ...of }) => {
        const now = NOW + wait;
        const daily = of.pace === null ? null : of.pace / share;
        const advice = topupAdvice({ ...OF, ...of, daily, now, rounding: { step, minimum } });
        // Hour by hour, as a shop would spend it: nothing more once it is empty.
        let left = of.available;
        const hours = (advice.landsAt - now) / HOUR;
        const spent = ((of.pace ?? 0n) * BigInt(Math.round(hours * HOUR))) / BigInt(DAY);
        left = left > spent ? left - spent : left > 0n ? 0n : left;
        const landed = left + advice.amount;
        const { target, landing, spent: spentUntil } = advice.parts;
        expect(of.available + landing - spentUntil).toBe(left);
        expect(advice.amount).toBeGreaterThanOrEqual(target - left);
        if (of.above !== null) expect(landed).toBeGreaterThan(of.above);
        if (of.pace !== null && of.pace > 0n) {
          expect(landed).toBeGreaterThanOrEqual((daily ?? 0n) * BigInt(of.targetDays));
        }
        if (step !== null) expect(advice.amount % step).toBe(0n);
        else expect(advice.amount % 10n ** BigInt(of.scale)).toBe(0n);
        if (minimum !== null && advice.amount > 0n) expect(advice.amount).toBeGreaterThanOrEqual(minimum);
        if (advice.by !== null) expect(advice.by).toBeGreaterThanOrEqual(now);
      }),
    );
  });
});
