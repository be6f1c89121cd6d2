import type { AlertSettings } from "@plimsoll/client";
import type { LevelName } from "@plimsoll/contract";
import type { AlertState } from "@plimsoll/core";
import { amountBeside } from "./amounts.ts";

/** What a level is called, and the state that it brings. */
export const LEVELS = {
  info: { word: "Info", state: "info" },
  warning: { word: "Warning", state: "warning" },
  critical: { word: "Critical", state: "in_alarm" },
  block: { word: "Block orders", state: "blocked" },
} as const satisfies Record<LevelName, { readonly word: string; readonly state: AlertState }>;

/** From the mildest. */
export const LEVEL_NAMES = ["info", "warning", "critical", "block"] as const satisfies readonly LevelName[];

/** Where there is little room. */
export function shortWord(level: LevelName): string {
  return level === "block" ? "Block" : LEVELS[level].word;
}

/** "≤ 12,000.00", with the decimal places of an amount beside it; empty without the level. */
export function levelText(level: AlertSettings["critical"], beside?: string): string {
  if (level === null) return "";
  const sign = level.condition === "below" ? "≤" : "≥";
  if (level.spend_percent !== undefined) return `${sign} ${level.spend_percent} % of a day`;
  if (level.runway_hours !== undefined) return `${sign} ${level.runway_hours} h`;
  return `${sign} ${amountBeside(level.threshold ?? "", beside)}`;
}
