import type { AlertSettings, AuditEntry } from "@plimsoll/client";
import { LEVEL_NAMES, LEVELS, levelText } from "./levels.ts";
import { sentence } from "./isolated.ts";

/** What an entry of the audit log did to its resource: "Alert settings changed". */
export function changeTitle({ action, after }: AuditEntry): string {
  if (action === "create") return "Created";
  if (action === "delete") return "Deleted";
  return after !== null && "alert_settings" in after ? "Alert settings changed" : "Settings changed";
}

/** A value that differs, as it was and as it is. */
export interface Change {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** What of an entry's resource differs; nothing of what was created or deleted. */
export function changesOf({ before, after }: Pick<AuditEntry, "before" | "after">, sample?: string): readonly Change[] {
  if (before === null || after === null) return [];
  return Object.keys(after).flatMap((member) =>
    member === "alert_settings"
      ? settingsChanges(before[member] as AlertSettings | null, after[member] as AlertSettings | null, sample)
      : changed(member.replaceAll("_", " "), valueText(before[member]), valueText(after[member])),
  );
}

/** The name of what was created or deleted. */
export function createdName({ before, after }: Pick<AuditEntry, "before" | "after">): string {
  const name = before === null || after === null ? (after ?? before)?.["name"] : undefined;
  return typeof name === "string" ? name : "";
}

function settingsChanges(before: AlertSettings | null, after: AlertSettings | null, sample?: string): Change[] {
  const isOn = (settings: AlertSettings | null) => (settings?.alert_enabled === true ? "on" : "off");
  return [
    ...changed("Alerts", isOn(before), isOn(after)),
    ...LEVEL_NAMES.toReversed().flatMap((name) =>
      changed(LEVELS[name].word, levelText(before?.[name] ?? null, sample), levelText(after?.[name] ?? null, sample)),
    ),
    ...changed("Clear margin", valueText(before?.clear_margin), valueText(after?.clear_margin)),
    ...changed("Repeat", secondsText(before?.repeat_interval), secondsText(after?.repeat_interval)),
  ];
}

function changed(name: string, before: string, after: string): Change[] {
  return before === after ? [] : [{ name, from: before || "none", to: after || "none" }];
}

function secondsText(seconds: number | undefined): string {
  return seconds === undefined ? "" : `${seconds} s`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? sentence`“${value}”` : JSON.stringify(value);
}
