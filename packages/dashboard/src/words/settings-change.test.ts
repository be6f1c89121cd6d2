import type { AlertSettings, AuditEntry } from "@plimsoll/client";
import { expect, it } from "vitest";
import { changesOf, createdName } from "./settings-change.ts";

const BEFORE: AlertSettings = {
  alert_enabled: true,
  critical: { threshold: "12000.00", condition: "below" },
  warning: { spend_percent: "50", condition: "below" },
  info: null,
  block: null,
};

/** As read from left to right. */
function said(entry: Pick<AuditEntry, "before" | "after">): readonly string[] {
  return changesOf(entry).map(({ name, from, to }) => `${name} ${from} to ${to}`);
}

it("a change of settings is said level by level, with old and new values of what differs alone", () => {
  const after: AlertSettings = { ...BEFORE, alert_enabled: false, warning: null, repeat_interval: 3_600 };
  after.critical = { threshold: "9000.00", condition: "below" };
  expect(said({ before: { alert_settings: BEFORE }, after: { alert_settings: after } })).toEqual([
    "Alerts on to off",
    "Critical ≤ 12,000.00 to ≤ 9,000.00",
    "Warning ≤ 50 % of a day to none",
    "Repeat none to 3600 s",
  ]);
  expect(said({ before: { alert_settings: null }, after: { alert_settings: BEFORE } })).toEqual([
    "Alerts off to on",
    "Critical none to ≤ 12,000.00",
    "Warning none to ≤ 50 % of a day",
  ]);
  const renamed = { before: { name: "a", status: "active" }, after: { name: "b", status: "active" } };
  expect(said(renamed)).toEqual(["name “a” to “b”"]);
  expect(createdName(renamed)).toBe("");
  expect(createdName({ before: null, after: { name: "a" } })).toBe("a");
});
