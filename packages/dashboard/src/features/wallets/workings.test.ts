import type { Runway } from "@plimsoll/client";
import { describe, expect, it } from "vitest";
import { quotientsOf, targetDayName } from "./workings.ts";

function runway(of: Partial<Runway>, daily = "100.00"): Runway {
  return {
    available: "3436.95",
    hours: null,
    range: [null, null],
    basis: null,
    present_burn_per_hour: "0.00",
    typical_daily_spend: null,
    usual_daily_spend: null,
    mean_daily_spend: null,
    topup: { parts: { daily_spend: daily } },
    ...of,
  } as Runway;
}

describe("how a runway was worked out", () => {
  it("names the present pace where it was counted by that, not the typical day", () => {
    const busy = { typical_daily_spend: "2870.32", usual_daily_spend: "2870.32", mean_daily_spend: "2500.00" };
    expect(
      quotientsOf(runway({ ...busy, basis: "present", present_burn_per_hour: "1432.06", range: [2.4, 32.9] })),
    ).toEqual([
      ["Present pace, an hour", "1,432.06"],
      ["Available ÷ present pace", "2 h 24 min"],
      ["Mean day", "2,500.00"],
      ["Available ÷ mean day", "1 d 8 h"],
    ]);
  });

  it("names the usual day as what it is, and a campaign that multiplies it", () => {
    const named = (of: Partial<Runway>) => quotientsOf(runway({ range: [24, null], ...of })).map(([name]) => name);
    const day = { typical_daily_spend: "3436.95", usual_daily_spend: "3436.95" };
    expect(named({ basis: "typical", ...day })).toEqual(["Typical day", "Available ÷ typical day"]);
    expect(named({ basis: "accumulating", ...day })[0]).toBe("Typical day so far");
    expect(named({ basis: "expected", usual_daily_spend: "3436.95" })[0]).toBe("Expected day");
    expect(quotientsOf(runway({ basis: "typical", ...day, usual_daily_spend: "6873.90", range: [12, null] }))).toEqual([
      ["Typical day, times the campaign", "6,873.90"],
      ["Available ÷ typical day", "12 h"],
    ]);
  });

  it("has no quotient where nothing is spent, and says empty of an empty wallet", () => {
    expect(quotientsOf(runway({}))).toEqual([]);
    const empty = { available: "0.00", basis: "present", present_burn_per_hour: "5.00", range: [0, null] } as const;
    expect(quotientsOf(runway({ ...empty, range: [...empty.range] }))[1]).toEqual([
      "Available ÷ present pace",
      "empty",
    ]);
  });

  it("says which day the target is counted by", () => {
    const usual = { usual_daily_spend: "100.00" };
    expect(targetDayName(runway({ ...usual, basis: "typical" }))).toBe("A day’s spend, as usual");
    expect(targetDayName(runway({ ...usual, basis: "expected" }))).toBe("A day’s spend, as expected");
    expect(targetDayName(runway({ ...usual, basis: "present" }, "250.00"))).toBe("A day’s spend, by the last 24 h");
  });
});
