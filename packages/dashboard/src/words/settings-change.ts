import type { AlertSettings, AuditEntry } from "@plimsoll/client";
import { LEVEL_NAMES, LEVELS, levelText } from "./levels.ts";
import { sentence } from "./isolated.ts";

/** What an entry of the audit log did to its resource: "Alert settings changed". */
export function changeTitle({ action, after }: AuditEntry): string {
  if (action === "create") return "Created";
  if (action === "delete") return "Deleted";
  return after !== null && "alert_settings" in after ? "Alert settings changed" : "Settings changed";
}

/** The old and the new values, those that differ alone: "Critical none → ≤ 12,000.00; name “a” → “b”"; else a name. */
export function changeText({ before, after }: Pick<AuditEntry, "before" | "after">): string {
  if (before === null || after === null) {
    const name = (after ?? before)?.["name"];
    return typeof name === "string" ? name : "";
  }
  return Object.keys(after)
    .flatMap((member) =>
      member === "alert_settings"
        ? settingsChanges(before[member] as AlertSettings | null, after[member] as AlertSettings | null)
        : changed(member.replaceAll("_", " "), valueText(before[member]), valueText(after[member])),
    )
    .join("; ");
}

function settingsChanges(before: AlertSettings | null, after: AlertSettings | null): string[] {
  const isOn = (settings: AlertSettings | null) => (settings?.alert_enabled === true ? "on" : "off");
  return [
    ...changed("Alerts", isOn(before), isOn(after)),
    ...LEVEL_NAMES.toReversed().flatMap((name) =>
      changed(LEVELS[name].word, levelText(before?.[name] ?? null), levelText(after?.[name] ?? null)),
    ),
    ...changed("Clear margin", valueText(before?.clear_margin), valueText(after?.clear_margin)),
    ...changed("Repeat", secondsText(before?.repeat_interval), secondsText(after?.repeat_interval)),
  ];
}

function changed(name: string, before: string, after: string): string[] {
  return before === after ? [] : [`${name} ${before || "none"} → ${after || "none"}`];
}

function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? "" : `${seconds} s`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? sentence`“${value}”` : JSON.stringify(value);
}
