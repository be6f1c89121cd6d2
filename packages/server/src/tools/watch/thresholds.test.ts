import { parseDecimal } from "@plimsoll/core";
import { describe, expect, it } from "vitest";
import { Crossings, crossingLine } from "./crossings.ts";
import { parseInterval } from "./interval.ts";
import { levelOf, parseThresholds, WatchUsage, type GivenThresholds } from "./thresholds.ts";

const thresholds = (given: Partial<GivenThresholds>) =>
  parseThresholds({ block: [], critical: [], warning: [], ...given });

function held(given: Partial<GivenThresholds>, amount: string, currency: string | null = "USD") {
  const decimal = parseDecimal(amount);
  return decimal.ok ? (levelOf(thresholds(given), decimal.value, currency)?.level ?? null) : "no decimal";
}

const ladder = { block: ["0"], critical: ["100.50"], warning: ["500"] };

describe("thresholds", () => {
  it.each([
    ["500.01", null],
    ["500.00", "warning"],
    ["100.51", "warning"],
    ["100.5", "critical"],
    ["0.01", "critical"],
    ["0.00", "block"],
    ["-3", "block"],
  ])("at %s the level is %s: the threshold itself counts", (amount, level) => {
    expect(held(ladder, amount)).toBe(level);
  });

  it("compare exactly, where doubles would be equal", () => {
    expect(held({ critical: ["9007199254740992.01"] }, "9007199254740992.01")).toBe("critical");
    expect(held({ critical: ["9007199254740992.01"] }, "9007199254740992.02")).toBeNull();
  });

  it("for a currency take precedence over those for every currency", () => {
    const given = { critical: ["100", "jpy=10000"] };
    expect(held(given, "5000", "JPY")).toBe("critical");
    expect(held(given, "5000", "USD")).toBeNull();
    expect(held(given, "50", null)).toBe("critical");
    expect(held({ critical: ["JPY=10000"] }, "5", null)).toBeNull();
  });

  it.each<[string, Partial<GivenThresholds>, string]>([
    ["nothing", {}, "at least one"],
    ["what is no decimal", { critical: ["ten"] }, "--critical must be a decimal"],
    ["an exponent", { critical: ["1e3"] }, "--critical must be a decimal"],
    ["two for one currency", { block: ["USD=1", "usd=2"] }, "--block is given twice for USD"],
    [
      "a critical above the warning",
      { critical: ["10"], warning: ["10.00"] },
      "--critical must be less than --warning",
    ],
    ["a block above the critical of its currency", { block: ["5"], critical: ["EUR=4"] }, "for EUR"],
  ])("refuse %s", (_, given, message) => {
    expect(() => thresholds(given)).toThrow(message);
    expect(() => thresholds(given)).toThrow(WatchUsage);
  });
});

describe("crossings", () => {
  const at = new Date("2026-05-15T14:30:00Z");
  const wallet = (balance: string) => [{ id: "1", currency: "USD", type: "PREPAID", balance }];

  it("are reported once each, recovery too, and skip levels both ways", () => {
    const crossings = new Crossings(thresholds(ladder));
    const observed = ["900.00", "400.00", "300.00", "0.00", "100.00", "900.00", "900.00"].map((balance) =>
      crossings.observe(wallet(balance), at).map(({ previous_state, state }) => `${previous_state}→${state}`),
    );
    expect(observed).toEqual([[], ["ok→warning"], [], ["warning→blocked"], ["blocked→in_alarm"], ["in_alarm→ok"], []]);
    expect(crossings.anyUnder).toBe(false);
  });

  it("are reported for a wallet first seen under a threshold", () => {
    const [crossing] = new Crossings(thresholds(ladder)).observe(wallet("95.00"), at);
    expect(crossing).toEqual({
      wallet_id: "1",
      currency: "USD",
      type: "PREPAID",
      balance: "95.00",
      previous_state: "ok",
      state: "in_alarm",
      level: "critical",
      threshold: "100.50",
      at: "2026-05-15T14:30:00.000Z",
    });
    expect(crossing && crossingLine(crossing)).toBe(
      "2026-05-15T14:30:00.000Z CRITICAL wallet 1 is at 95.00 USD, at or below 100.50 (was ok)",
    );
  });

  it("name a wallet without what moves a terminal's cursor", () => {
    const cleared = { id: "1\u001B[2J", currency: "USD", type: "PREPAID", balance: "0.00" };
    const [crossing] = new Crossings(thresholds(ladder)).observe([cleared], at);
    expect(crossing && crossingLine(crossing)).toContain("BLOCK wallet 1\uFFFD[2J is at 0.00 USD");
  });

  it("do not take a wallet's absence for its recovery", () => {
    const crossings = new Crossings(thresholds(ladder));
    crossings.observe(wallet("0.00"), at);
    expect(crossings.observe([], at)).toEqual([]);
    expect(crossings.observe(wallet("0.00"), at)).toEqual([]);
    expect(crossings.anyUnder).toBe(true);
  });
});

describe("intervals", () => {
  it.each([
    ["500ms", 500],
    ["30s", 30_000],
    ["5m", 300_000],
    ["24h", 86_400_000],
  ])("%s", (text, ms) => {
    expect(parseInterval(text)).toBe(ms);
  });

  it.each(["", "5", "5 m", "99ms", "25h", "-5m", "m"])("refuse %j", (text) => {
    expect(() => parseInterval(text)).toThrow(WatchUsage);
  });
});
