import type { AlertState } from "@plimsoll/core";

export const STATES = ["blocked", "in_alarm", "warning", "info", "ok"] as const satisfies readonly AlertState[];

export const STATE_WORDS: Readonly<Record<AlertState, string>> = {
  ok: "OK",
  info: "Info",
  warning: "Warning",
  in_alarm: "In alarm",
  blocked: "Blocked",
};
