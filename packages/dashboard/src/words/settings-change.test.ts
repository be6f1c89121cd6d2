import type { AlertSettings } from "@plimsoll/client";
import { expect, it } from "vitest";
import { changeText } from "./settings-change.ts";

const BEFORE: AlertSettings = {
  alert_enabled: true,
  critical: { threshold: "12000.00", condition: "below" },
  warning: { spend_percent: "50", condition: "below" },
  info: null,
  block: null,
};

it("a change of settings is said level by level, with old and new values of what differs alone", () => {
  const after: AlertSettings = { ...BEFORE, alert_enabled: false, warning: null, repeat_interval: 3_600 };
  after.critical = { threshold: "9000.00", condition: "below" };
  expect(changeText({ before: { alert_settings: BEFORE }, after: { alert_settings: after } })).toBe(
    "Alerts on → off; Critical ≤ 12,000.00 → ≤ 9,000.00; Warning ≤ 50 % of a day → none; Repeat none → 3600 s",
  );
  expect(changeText({ before: { alert_settings: null }, after: { alert_settings: BEFORE } })).toBe(
    "Alerts off → on; Critical none → ≤ 12,000.00; Warning none → ≤ 50 % of a day",
  );
  expect(changeText({ before: { name: "a", status: "active" }, after: { name: "b", status: "active" } })).toBe(
    "name “a” → “b”",
  );
  expect(changeText({ before: null, after: { name: "a" } })).toBe("a");
});
