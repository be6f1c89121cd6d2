import type { AlertState } from "@plimsoll/core";

/** What is shown of a wallet: its alert state, or that its balance is not known. */
export type ShownState = AlertState | "stale";

/** From the worst. */
export const STATES = ["blocked", "in_alarm", "warning", "info", "ok"] as const satisfies readonly AlertState[];

export const STATE_WORDS: Readonly<Record<ShownState, string>> = {
  ok: "OK",
  info: "Info",
  warning: "Warning",
  in_alarm: "In alarm",
  blocked: "Blocked",
  stale: "Stale",
};
