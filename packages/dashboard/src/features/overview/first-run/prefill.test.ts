import { MAX_AMOUNT, MAX_SCALE, formatAmount, parseAlertSettings } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { settingsOf } from "../../../alert-settings/form.ts";
import { compareAmounts, typedAmount } from "../../../words/amounts.ts";
import { formOfPrefill } from "./levels-form.ts";
import { prefilled, prefilledHours, STEP_LEVELS, type Measure, type Prefill } from "./prefill.ts";

const measure = (available: string, more: Partial<Measure> = {}): Measure => ({
  available,
  typicalDailySpend: null,
  scale: available.split(".")[1]?.length ?? 0,
  leadDays: 3,
  ...more,
});

const texts = (prefill: Prefill) => STEP_LEVELS.map((name) => prefill[name]?.text);

/** What the server would say of it. */
function violationsOf(prefill: Prefill, unit: "threshold" | "runway_hours", scale: number) {
  const parsed = parseAlertSettings(settingsOf(formOfPrefill(prefill, unit)), { scale, relativeOnly: false });
  return parsed.ok ? [] : parsed.violations;
}

describe("levels to begin with, without a typical day", () => {
  it.each([
    ["180310.75", ["45,000.00", "90,000.00", "135,000.00"]],
    ["96210.00", ["24,000.00", "48,000.00", "72,000.00"]],
    ["4800000", ["1,200,000", "2,400,000", "3,600,000"]],
    ["6100.250", ["1,550.000", "3,050.000", "4,600.000"]],
    ["100.00", ["25.00", "50.00", "75.00"]],
    ["0.500000000", ["0.125000000", "0.250000000", "0.375000000"]],
    ["0.000000004", ["0.000000001", "0.000000002", "0.000000003"]],
  ])("are a quarter, half and three quarters of %s, as a person would choose them", (available, levels) => {
    expect(texts(prefilled(measure(available)))).toEqual(levels);
  });

  it("leave out what does not fit below a tiny balance, and all of them without a balance", () => {
    expect(texts(prefilled(measure("3")))).toEqual(["0", "1", "2"]);
    expect(texts(prefilled(measure("2")))).toEqual(["0", "1", undefined]);
    expect(texts(prefilled(measure("0.01")))).toEqual(["0.00", undefined, undefined]);
    expect(texts(prefilled(measure("0.00")))).toEqual([undefined, undefined, undefined]);
    expect(texts(prefilled(measure("-20.00")))).toEqual([undefined, undefined, undefined]);
  });
});

describe("levels to begin with, by a typical day", () => {
  it("are what is spent while a wire is on its way, twice and three times that, never less", () => {
    const prefill = prefilled(measure("180310.75", { typicalDailySpend: "670.10" }));
    expect(texts(prefill)).toEqual(["2,050.00", "4,050.00", "6,050.00"]);
    expect(prefill.critical?.from).toBe("3 typical days, as long as a wire takes");
    expect(texts(prefilled(measure("10", { typicalDailySpend: "7", leadDays: 0 })))).toEqual(["7", "14", "21"]);
  });

  it("are in hours as long as a wire takes, twice and three times that", () => {
    expect(texts(prefilledHours(3))).toEqual(["72", "144", "216"]);
    expect(texts(prefilledHours(0))).toEqual(["24", "48", "72"]);
  });
});

/** From nothing to the most that is stored: every figure count, round and ragged. */
const UNITS = [
  ...Array.from({ length: 50 }, (_, units) => BigInt(units)),
  ...Array.from({ length: 17 }, (_, power) => 10n ** BigInt(power + 2)).flatMap((round) => [
    round - 1n,
    round,
    (round * 37n) / 10n,
    round * 9n - 1n,
  ]),
  MAX_AMOUNT - 1n,
  MAX_AMOUNT,
].filter((units) => units <= MAX_AMOUNT);
const SCALES = Array.from({ length: MAX_SCALE + 1 }, (_, scale) => scale);

describe.each(SCALES)("whatever the balance and the spend, with %i decimal places", (scale) => {
  it("the levels pass the rules that the server validates with, and none is reached at once by today’s balance", () => {
    for (const units of UNITS) {
      const available = formatAmount(units, scale);
      const prefill = prefilled(measure(available, { scale }));
      expect(Object.keys(prefill)).toHaveLength(Math.min(Number(units), 3));
      if (units > 0n) expect(violationsOf(prefill, "threshold", scale)).toEqual([]);
      for (const level of Object.values(prefill)) {
        expect(compareAmounts(typedAmount(level.text), available)).toBeLessThan(0);
      }
    }
  });

  it("the levels of a typical day pass them, and the most severe is no less than what the lead time takes", () => {
    for (const units of UNITS.filter((each) => each > 0n)) {
      for (const leadDays of [0, 1, 3, 30]) {
        const typicalDailySpend = formatAmount(units, scale);
        const prefill = prefilled(measure(formatAmount(7n, scale), { scale, typicalDailySpend, leadDays }));
        const needed = units * BigInt(Math.max(1, leadDays));
        const { critical } = prefill;
        // Beyond what can be stored there is no such level.
        if (critical === undefined) expect(needed * 21n).toBeGreaterThan(MAX_AMOUNT * 20n);
        else {
          expect(violationsOf(prefill, "threshold", scale)).toEqual([]);
          expect(compareAmounts(typedAmount(critical.text), formatAmount(needed, scale))).toBeGreaterThanOrEqual(0);
        }
      }
    }
    expect(violationsOf(prefilledHours(3), "runway_hours", scale)).toEqual([]);
  });
});
