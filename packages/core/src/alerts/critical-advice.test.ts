import { describe, expect, test } from "vitest";
import { settingsWarnings } from "./critical-advice.ts";

const WALLET = { assetScale: 2, typicalSpend: 67_000n, steadyBurn: 0n, spendSince: 20_000 };

function critical(level: Readonly<Record<string, string>>): string {
  return JSON.stringify({ alert_enabled: true, critical: { condition: "below", ...level } });
}

describe("critical against the lead time", () => {
  test("ten percent of a day is warned of, with the figure that would suffice", () => {
    expect(settingsWarnings(critical({ spend_percent: "10" }), WALLET, 2)).toEqual([
      {
        code: "CRITICAL_BELOW_LEAD_TIME",
        field: "alert_settings.critical",
        message:
          "critical is reached at 67.00, less than is typically spent in the 2 business days a top-up takes; recommended: 1340.00",
        threshold: "67.00",
        recommended_threshold: "1340.00",
        recommended: { spend_percent: "200" },
        typical_daily_spend: "670.00",
        lead_time_days: 2,
      },
    ]);
  });

  test.each([
    [{ spend_percent: "199.99" }, true],
    [{ spend_percent: "200" }, false],
    [{ runway_hours: "47" }, true],
    [{ runway_hours: "48" }, false],
    [{ threshold: "1339.99" }, true],
    [{ threshold: "1340.00" }, false],
  ])("%j: %s", (level, warned) => {
    expect(settingsWarnings(critical(level), WALLET, 2)).toHaveLength(warned ? 1 : 0);
  });

  test("the lead time decides", () => {
    expect(settingsWarnings(critical({ spend_percent: "200" }), WALLET, 3)).toMatchObject([
      { recommended: { spend_percent: "300" }, recommended_threshold: "2010.00", lead_time_days: 3 },
    ]);
    expect(settingsWarnings(critical({ spend_percent: "1" }), WALLET, 0)).toEqual([]);
  });

  test("relative levels are warned of before there is any history, amounts are not", () => {
    const young = { ...WALLET, typicalSpend: null };
    for (const wallet of [young, null]) {
      const warnings = settingsWarnings(critical({ runway_hours: "12" }), wallet, 2);
      expect(warnings.filter(({ code }) => code === "CRITICAL_BELOW_LEAD_TIME")).toMatchObject([
        {
          threshold: null,
          recommended_threshold: null,
          recommended: { runway_hours: "48" },
          typical_daily_spend: null,
        },
      ]);
      expect(settingsWarnings(critical({ threshold: "1" }), wallet, 2)).toEqual([]);
    }
  });

  test("levels that sleep say so, and until when", () => {
    const young = { ...WALLET, typicalSpend: null };
    const levels = critical({ spend_percent: "200" });
    expect(settingsWarnings(levels, young, 2)).toMatchObject([
      { code: "LEVELS_ASLEEP", field: "alert_settings", until: "2024-10-05T00:00:00.000Z" },
    ]);
    expect(settingsWarnings(levels, { ...young, spendSince: null }, 2)).toMatchObject([{ until: null }]);
    expect(settingsWarnings(levels, WALLET, 2)).toEqual([]);
    // The present burn wakes levels in hours, and those alone.
    const burning = { ...young, steadyBurn: 100n };
    expect(settingsWarnings(critical({ runway_hours: "48" }), burning, 2)).toEqual([]);
    expect(settingsWarnings(levels, burning, 2)).toHaveLength(1);
    expect(settingsWarnings(levels.replace("true", "false"), young, 2)).toEqual([]);
    expect(settingsWarnings(critical({ threshold: "1" }), young, 2)).toEqual([]);
  });

  test("no settings, no critical, or a critical above: no warning", () => {
    expect(settingsWarnings(null, WALLET, 2)).toEqual([]);
    expect(settingsWarnings('{"info":{"threshold":"1","condition":"below"}}', WALLET, 2)).toEqual([]);
    expect(settingsWarnings('{"critical":{"threshold":"1","condition":"above"}}', WALLET, 2)).toEqual([]);
  });
});
