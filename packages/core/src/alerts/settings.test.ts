import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alertSettingsResource, mergeAlertSettings, parseAlertSettings } from "./settings.ts";
import type { AlertSettings, SettingsContext } from "./settings.ts";

const dollars: SettingsContext = { scale: 2, relativeOnly: false };
const anyCurrency: SettingsContext = { scale: 9, relativeOnly: true };

const below = (threshold: unknown) => ({ threshold, condition: "below" });
const above = (threshold: unknown) => ({ threshold, condition: "above" });
const percent = (spend_percent: unknown) => ({ spend_percent, condition: "below" });
const hours = (runway_hours: unknown) => ({ runway_hours, condition: "below" });

function settingsOf(input: unknown, context = dollars): AlertSettings {
  const result = parseAlertSettings(input, context);
  if (!result.ok) throw new Error(JSON.stringify(result.violations));
  return result.settings;
}

/** Violations as [field, message], in order; none for valid settings. */
function violationsOf(input: unknown, context = dollars): [string, string][] {
  const result = parseAlertSettings(input, context);
  return result.ok ? [] : result.violations.map(({ field, message }) => [field, message]);
}

describe("configuration patterns of seed 001", () => {
  test.each<[string, Record<string, unknown>]>([
    ["critical only", { critical: below("0") }],
    ["critical and warning", { critical: below("0"), warning: below("10") }],
    ["critical and info", { critical: below("0"), info: below("20") }],
    ["info only", { info: below("20") }],
    ["full stack", { critical: below("0.00"), warning: below("10.00"), info: below("20.00") }],
    ["full stack above", { critical: above("1000"), warning: above("500"), info: above("100") }],
    ["critical and warning above", { critical: above("1000"), warning: above("500") }],
    ["critical and info above", { critical: above("1000"), info: above("100") }],
    ["info only above", { info: above("100") }],
    ["with a block level", { critical: below("0"), block: below("-50") }],
    ["with a block level above", { critical: above("1000"), block: above("1000.01") }],
    ["percents of a day's spend", { critical: percent("10"), warning: percent("50.5"), info: percent(100) }],
    ["hours of runway", { critical: hours("4"), warning: hours("24"), block: hours("0.5") }],
  ])("%s", (_, levels) => {
    expect(violationsOf({ alert_enabled: true, ...levels })).toEqual([]);
    expect(violationsOf({ alert_enabled: false, ...levels })).toEqual([]);
    expect(violationsOf(levels)).toEqual([]);
  });

  test("nothing at all is disabled settings without a level", () => {
    expect(settingsOf({})).toEqual({
      alertEnabled: false,
      critical: null,
      warning: null,
      info: null,
      block: null,
      clearMargin: null,
      repeatInterval: null,
    });
  });
});

describe("what is read", () => {
  test("levels keep the text as given; a number becomes its text", () => {
    const settings = settingsOf({ alert_enabled: true, critical: below("-00.50"), warning: below(10.5) });
    expect(settings.alertEnabled).toBe(true);
    expect(settings.critical).toEqual({ condition: "below", unit: "threshold", value: "-00.50" });
    expect(settings.warning).toEqual({ condition: "below", unit: "threshold", value: "10.5" });
  });

  test("null and undefined are absence, in levels and in units", () => {
    const input = { critical: { ...percent("10"), threshold: null }, warning: null, info: undefined };
    expect(settingsOf({ ...input, clear_margin: null, repeat_interval: null })).toMatchObject({
      critical: { unit: "spend_percent", value: "10" },
      warning: null,
      info: null,
      clearMargin: null,
      repeatInterval: null,
    });
  });

  test("zero and negative thresholds are thresholds", () => {
    expect(violationsOf({ critical: below("-10"), warning: below("0"), block: below(-20) })).toEqual([]);
  });

  test("thresholds beyond a double's precision keep their order", () => {
    const close = { critical: below("90071992547409.92"), warning: below("90071992547409.93") };
    expect(violationsOf(close)).toEqual([]);
    const same = { critical: below("90071992547409.93"), warning: below("090071992547409.930") };
    expect(violationsOf(same, { scale: 9, relativeOnly: false })).toEqual([
      ["warning.threshold", "warning threshold must be greater than critical threshold for 'below' condition"],
    ]);
  });

  test("clear margin and repeat interval", () => {
    const input = { critical: below("0"), clear_margin: 2.5, repeat_interval: 60 };
    expect(settingsOf(input)).toMatchObject({ clearMargin: "2.5", repeatInterval: 60 });
    const most = { critical: below("0"), clear_margin: "0.00", repeat_interval: 2_592_000 };
    expect(settingsOf(most)).toMatchObject({ clearMargin: "0.00", repeatInterval: 2_592_000 });
  });
});

const CONDITION = "threshold condition must be either above or below";
const DECIMAL = "threshold must be a decimal number";
const UNITS = "threshold must be given as exactly one of threshold, spend_percent or runway_hours";
const RELATIVE = "threshold must be spend_percent or runway_hours in the default for all currencies";

describe("each rule of the messages table", () => {
  test.each<[string, unknown, [string, string]]>([
    [
      "enabled without a level",
      { alert_enabled: true },
      ["alert_settings", "at least one threshold (critical, warning, or info) is required when alert_enabled is true"],
    ],
    ["critical: condition missing", { critical: { threshold: "0" } }, ["critical.condition", `critical ${CONDITION}`]],
    [
      "critical: condition unknown",
      { critical: { threshold: "0", condition: "Below" } },
      ["critical.condition", `critical ${CONDITION}`],
    ],
    [
      "warning: condition null",
      { critical: below("0"), warning: { threshold: "5", condition: null } },
      ["warning.condition", `warning ${CONDITION}`],
    ],
    [
      "info: condition no text",
      { critical: below("0"), info: { threshold: "5", condition: 1 } },
      ["info.condition", `info ${CONDITION}`],
    ],
    [
      "block: condition missing",
      { critical: below("0"), block: { threshold: "-5" } },
      ["block.condition", `block ${CONDITION}`],
    ],
    [
      "warning without critical",
      { warning: below("10") },
      ["critical", "critical threshold is required when warning threshold is provided"],
    ],
    [
      "warning without critical, enabled",
      { alert_enabled: true, warning: below("10"), info: below("20") },
      ["critical", "critical threshold is required when warning threshold is provided"],
    ],
    [
      "block without critical",
      { alert_enabled: true, block: below("0") },
      ["critical", "critical threshold is required when block threshold is provided"],
    ],
    [
      "warning's condition differs",
      { critical: below("0"), warning: above("10") },
      ["warning.condition", "warning condition must be same as critical condition"],
    ],
    [
      "info's condition differs from warning's",
      { critical: below("0"), warning: below("10"), info: above("20") },
      ["info.condition", "info condition must be same as warning condition"],
    ],
    [
      "info's condition differs from critical's",
      { critical: below("0"), info: above("20") },
      ["info.condition", "info condition must be same as critical condition"],
    ],
    [
      "block's condition differs from critical's",
      { critical: below("0"), block: above("-20") },
      ["block.condition", "block condition must be same as critical condition"],
    ],
    [
      "below: warning not greater",
      { critical: below("10"), warning: below("5") },
      ["warning.threshold", "warning threshold must be greater than critical threshold for 'below' condition"],
    ],
    [
      "below: warning equal",
      { critical: below("10"), warning: below("10.00") },
      ["warning.threshold", "warning threshold must be greater than critical threshold for 'below' condition"],
    ],
    [
      "below: info not greater than warning",
      { critical: below("0"), warning: below("10"), info: below("9.99") },
      ["info.threshold", "info threshold must be greater than warning threshold for 'below' condition"],
    ],
    [
      "below: info not greater than critical",
      { critical: below("0"), info: below("-1") },
      ["info.threshold", "info threshold must be greater than critical threshold for 'below' condition"],
    ],
    [
      "below: block not less",
      { critical: below("0"), block: below("0") },
      ["block.threshold", "block threshold must be less than critical threshold for 'below' condition"],
    ],
    [
      "above: warning not less",
      { critical: above("1000"), warning: above("1000") },
      ["warning.threshold", "warning threshold must be less than critical threshold for 'above' condition"],
    ],
    [
      "above: info not less than warning",
      { critical: above("1000"), warning: above("500"), info: above("501") },
      ["info.threshold", "info threshold must be less than warning threshold for 'above' condition"],
    ],
    [
      "above: info not less than critical",
      { critical: above("1000"), info: above("1000") },
      ["info.threshold", "info threshold must be less than critical threshold for 'above' condition"],
    ],
    [
      "above: block not greater",
      { critical: above("1000"), block: above("999") },
      ["block.threshold", "block threshold must be greater than critical threshold for 'above' condition"],
    ],
    ["critical: not a decimal", { critical: below("ten") }, ["critical.threshold", `critical ${DECIMAL}`]],
    ["critical: an exponent", { critical: below("1e2") }, ["critical.threshold", `critical ${DECIMAL}`]],
    ["critical: a boolean", { critical: below(false) }, ["critical.threshold", `critical ${DECIMAL}`]],
    ["critical: too fine", { critical: below("0.001") }, ["critical.threshold", `critical ${DECIMAL}`]],
    [
      "critical: out of range",
      { critical: below("9223372036854775808") },
      ["critical.threshold", `critical ${DECIMAL}`],
    ],
    [
      "warning: not a decimal",
      { critical: below("0"), warning: below({}) },
      ["warning.threshold", `warning ${DECIMAL}`],
    ],
    ["info: not a decimal", { info: below("") }, ["info.threshold", `info ${DECIMAL}`]],
    ["block: not a decimal", { critical: below("0"), block: below("0,5") }, ["block.threshold", `block ${DECIMAL}`]],
    ["a percent that is no decimal", { info: percent("x") }, ["info.spend_percent", `info ${DECIMAL}`]],
    ["hours that are no decimal", { info: hours("x") }, ["info.runway_hours", `info ${DECIMAL}`]],
    [
      "units mixed",
      { critical: below("0"), warning: percent("10") },
      ["alert_settings", "all thresholds must use the same unit"],
    ],
    [
      "relative units mixed",
      { critical: percent("10"), info: hours("24") },
      ["alert_settings", "all thresholds must use the same unit"],
    ],
  ])("%s", (_, input, expected) => {
    expect(violationsOf(input)).toEqual([expected]);
  });
});

describe("each rule beyond the table", () => {
  test.each<[string, unknown, [string, string]]>([
    ["null", null, ["alert_settings", "alert_settings must be an object"]],
    ["a list", [], ["alert_settings", "alert_settings must be an object"]],
    ["a text", "{}", ["alert_settings", "alert_settings must be an object"]],
    ["alert_enabled no boolean", { alert_enabled: "true" }, ["alert_enabled", "alert_enabled must be true or false"]],
    ["alert_enabled null", { alert_enabled: null }, ["alert_enabled", "alert_enabled must be true or false"]],
    ["a level that is a number", { critical: 5 }, ["critical", "critical must be an object or null"]],
    ["a level that is a list", { info: [] }, ["info", "info must be an object or null"]],
    ["an unknown member", { severity: 1 }, ["severity", "severity is not a known setting"]],
    [
      "an unknown member of a level",
      { critical: { ...below("0"), treshold: "1" } },
      ["critical.treshold", "critical.treshold is not a known setting"],
    ],
    ["a member named __proto__", JSON.parse('{"__proto__": {}}'), ["__proto__", "__proto__ is not a known setting"]],
    ["no unit", { info: { condition: "below" } }, ["info.threshold", `info ${UNITS}`]],
    ["a unit that is null", { info: below(null) }, ["info.threshold", `info ${UNITS}`]],
    ["two units", { info: { ...below("5"), runway_hours: "4" } }, ["info", `info ${UNITS}`]],
    [
      "above with percents",
      { info: { spend_percent: "10", condition: "above" } },
      ["info.condition", "info threshold condition must be below for spend_percent"],
    ],
    [
      "above with hours beside below",
      { critical: hours("4"), warning: { runway_hours: "24", condition: "above" } },
      ["warning.condition", "warning threshold condition must be below for runway_hours"],
    ],
    [
      "no percent",
      { info: percent("0.0") },
      ["info.spend_percent", "info threshold must be greater than 0 for spend_percent"],
    ],
    [
      "negative hours",
      { info: hours(-1) },
      ["info.runway_hours", "info threshold must be greater than 0 for runway_hours"],
    ],
    [
      "percents in the wrong order",
      { critical: percent("10"), warning: percent("9") },
      ["warning.spend_percent", "warning threshold must be greater than critical threshold for 'below' condition"],
    ],
    [
      "hours in the wrong order",
      { critical: hours("10"), block: hours("10") },
      ["block.runway_hours", "block threshold must be less than critical threshold for 'below' condition"],
    ],
    ...["-1", "x", "0.001", true, {}].map((clear_margin): [string, unknown, [string, string]] => [
      `clear margin ${JSON.stringify(clear_margin)}`,
      { critical: below("0"), clear_margin },
      ["clear_margin", "clear_margin must be a decimal number and not negative"],
    ]),
    [
      "clear margin out of range",
      { critical: below("0"), clear_margin: "9".repeat(80) },
      ["clear_margin", "clear_margin is too large: at most 9223372036854775807"],
    ],
    [
      "clear margin with percents",
      { critical: percent("10"), clear_margin: "1" },
      ["clear_margin", "clear_margin is an amount and needs levels with threshold"],
    ],
    ...[59, 2_592_001, 60.5, "60", -60, true, Number.NaN].map(
      (repeat_interval): [string, unknown, [string, string]] => [
        `repeat interval ${JSON.stringify(repeat_interval)}`,
        { critical: below("0"), repeat_interval },
        ["repeat_interval", "repeat_interval must be a whole number of seconds between 60 and 2592000"],
      ],
    ),
  ])("%s", (_, input, expected) => {
    expect(violationsOf(input)).toEqual([expected]);
  });

  test("the default for all currencies takes relative units only", () => {
    expect(violationsOf({ alert_enabled: true, critical: percent("10") }, anyCurrency)).toEqual([]);
    expect(violationsOf({ critical: below("0"), warning: hours("24") }, anyCurrency)).toEqual([
      ["critical.threshold", `critical ${RELATIVE}`],
    ]);
    expect(violationsOf({ clear_margin: "1" }, anyCurrency)).toEqual([
      ["clear_margin", "clear_margin is an amount and needs levels with threshold"],
    ]);
  });

  test("a percent may be finer than the currency", () => {
    expect(violationsOf({ info: percent("0.125") }, { scale: 0, relativeOnly: false })).toEqual([]);
  });
});

describe("all violations at once", () => {
  test("in the order of the table, by level within a rule", () => {
    const input = {
      surprise: 1,
      alert_enabled: "yes",
      repeat_interval: 1,
      clear_margin: "-1",
      block: { threshold: "x", condition: "sideways", note: "" },
      info: { threshold: "0.001" },
      warning: { threshold: "5", spend_percent: "5", condition: "below" },
    };
    expect(violationsOf(input)).toEqual([
      ["info.condition", `info ${CONDITION}`],
      ["block.condition", `block ${CONDITION}`],
      ["critical", "critical threshold is required when warning threshold is provided"],
      ["critical", "critical threshold is required when block threshold is provided"],
      ["info.threshold", `info ${DECIMAL}`],
      ["block.threshold", `block ${DECIMAL}`],
      ["warning", `warning ${UNITS}`],
      ["alert_enabled", "alert_enabled must be true or false"],
      ["clear_margin", "clear_margin must be a decimal number and not negative"],
      ["repeat_interval", "repeat_interval must be a whole number of seconds between 60 and 2592000"],
      ["surprise", "surprise is not a known setting"],
      ["block.note", "block.note is not a known setting"],
    ]);
  });

  test("every pair of levels", () => {
    const input = { critical: below("0"), warning: below("-1"), info: below("-2"), block: below("1") };
    expect(violationsOf(input)).toEqual([
      ["warning.threshold", "warning threshold must be greater than critical threshold for 'below' condition"],
      ["info.threshold", "info threshold must be greater than warning threshold for 'below' condition"],
      ["block.threshold", "block threshold must be less than critical threshold for 'below' condition"],
    ]);
    const conditions = { critical: below("0"), warning: above("1"), info: below("2"), block: above("3") };
    expect(violationsOf(conditions)).toEqual([
      ["warning.condition", "warning condition must be same as critical condition"],
      ["info.condition", "info condition must be same as warning condition"],
      ["block.condition", "block condition must be same as critical condition"],
    ]);
  });

  test("conditions before order before decimals before units", () => {
    const input = { critical: below("0"), warning: below("0"), info: above("x"), block: percent("1") };
    expect(violationsOf(input)).toEqual([
      ["info.condition", "info condition must be same as warning condition"],
      ["warning.threshold", "warning threshold must be greater than critical threshold for 'below' condition"],
      ["info.threshold", `info ${DECIMAL}`],
      ["alert_settings", "all thresholds must use the same unit"],
    ]);
  });

  test("a broken value, condition or level causes no further violations", () => {
    expect(violationsOf({ critical: below("x"), warning: below("-1") })).toHaveLength(1);
    expect(violationsOf({ critical: { threshold: "0" }, warning: above("-1") })).toHaveLength(1);
    expect(violationsOf({ alert_enabled: true, critical: 7, warning: below("-1") })).toHaveLength(1);
    expect(violationsOf({ critical: below("0"), warning: below("x"), info: below("-5") })).toHaveLength(1);
  });

  test("any input is either valid, and stays so through the wire, or has violations", () => {
    const level = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          condition: fc.constantFrom<unknown>("below", "above", "between", null),
          threshold: fc.constantFrom<unknown>("1", "2.50", 3, "x", null),
          spend_percent: fc.constantFrom<unknown>("10", "-1", null),
        },
        { requiredKeys: [] },
      ),
    );
    const input = fc.record(
      {
        alert_enabled: fc.constantFrom<unknown>(true, false, 1),
        critical: level,
        warning: level,
        info: level,
        block: level,
        clear_margin: fc.jsonValue(),
        repeat_interval: fc.oneof(fc.integer(), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(input, fc.jsonValue()), fc.boolean(), (value, relativeOnly) => {
        const context = { scale: 2, relativeOnly };
        const result = parseAlertSettings(value, context);
        const again = result.ok ? parseAlertSettings(alertSettingsResource(result.settings), context) : result;
        expect(again).toEqual(result);
        expect(result.ok || result.violations.length > 0).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("alertSettingsResource", () => {
  test("is the wire form in its order", () => {
    const input = { info: below("20.00"), warning: below("10.00"), critical: below("0.00"), alert_enabled: true };
    expect(JSON.stringify(alertSettingsResource(settingsOf(input)))).toBe(
      '{"alert_enabled":true,"critical":{"threshold":"0.00","condition":"below"},' +
        '"warning":{"threshold":"10.00","condition":"below"},' +
        '"info":{"threshold":"20.00","condition":"below"},"block":null}',
    );
  });

  test("ends with margin and interval when set", () => {
    const input = { repeat_interval: 3600, clear_margin: "1", critical: below("0") };
    const resource = alertSettingsResource(settingsOf(input));
    expect(Object.keys(resource).slice(-3)).toEqual(["block", "clear_margin", "repeat_interval"]);
    expect(resource).toMatchObject({ clear_margin: "1", repeat_interval: 3600 });
  });

  test("shows the unit as given", () => {
    const resource = alertSettingsResource(settingsOf({ info: hours("24") }));
    expect(resource["info"]).toEqual({ runway_hours: "24", condition: "below" });
  });
});

describe("mergeAlertSettings", () => {
  const current = settingsOf({
    alert_enabled: true,
    critical: below("0.00"),
    warning: below("10.00"),
    clear_margin: "1",
    repeat_interval: 3600,
  });
  const wire = {
    alert_enabled: true,
    critical: below("0.00"),
    warning: below("10.00"),
    clear_margin: "1",
    repeat_interval: 3600,
  };

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["an empty patch keeps everything", {}, wire],
    ["undefined keeps", { critical: undefined }, wire],
    ["a member is replaced", { alert_enabled: false }, { ...wire, alert_enabled: false }],
    ["a level is added", { info: below("20") }, { ...wire, info: below("20") }],
    ["one member of a level", { critical: { threshold: "5" } }, { ...wire, critical: below("5") }],
    ["the other member of a level", { critical: { condition: "above" } }, { ...wire, critical: above("0.00") }],
    ["another unit replaces the old one", { critical: { spend_percent: "10" } }, { ...wire, critical: percent("10") }],
    [
      "removing a unit that was not there keeps the other",
      { critical: { spend_percent: null, threshold: "5" } },
      { ...wire, critical: below("5") },
    ],
    ["a unit removed by null", { critical: { threshold: null } }, { ...wire, critical: { condition: "below" } }],
    [
      "two units are both handed on",
      { critical: { threshold: "1", runway_hours: "4" } },
      { ...wire, critical: { ...below("1"), runway_hours: "4" } },
    ],
    ["an empty level patch keeps", { critical: {} }, wire],
    [
      "nulls in a new level are dropped",
      { info: { ...below("20"), runway_hours: null } },
      { ...wire, info: below("20") },
    ],
    ["what is no object replaces", { critical: "5" }, { ...wire, critical: "5" }],
    ["unknown members are handed on", { surprise: 1 }, { ...wire, surprise: 1 }],
    ["removing what is not there", { info: null }, wire],
  ])("%s", (_, patch, expected) => {
    expect(mergeAlertSettings(current, patch)).toEqual(expected);
  });

  test.each(["warning", "clear_margin", "repeat_interval", "alert_enabled"])("null removes %s", (name) => {
    const merged = mergeAlertSettings(current, { [name]: null });
    expect(Object.hasOwn(merged, name)).toBe(false);
    expect(Object.keys(merged)).toHaveLength(4);
  });

  test("a level removed stays removed through the parser", () => {
    const settings = settingsOf(mergeAlertSettings(current, { warning: null }));
    expect(settings.warning).toBeNull();
    expect(settings.critical).toEqual(current.critical);
  });

  test("starts from nothing without settings", () => {
    expect(mergeAlertSettings(null, { info: below("1"), warning: null })).toEqual({ info: below("1") });
  });

  test("leaves its arguments alone", () => {
    const before = JSON.stringify(current);
    const patch = { critical: { threshold: "5" }, warning: null };
    mergeAlertSettings(current, patch);
    expect(JSON.stringify(current)).toBe(before);
    expect(patch).toEqual({ critical: { threshold: "5" }, warning: null });
  });

  test("a member named __proto__ stays a member, to be refused", () => {
    const merged = mergeAlertSettings(current, JSON.parse('{"__proto__": {"x": 1}}'));
    expect(violationsOf(merged)).toEqual([["__proto__", "__proto__ is not a known setting"]]);
  });
});
