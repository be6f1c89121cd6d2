import type { AlertState } from "@plimsoll/core";

/** What is shown of a wallet: its alert state, that its balance is not known, or that no alert settings watch it. */
export type ShownState = AlertState | "stale" | "unwatched";

/** From the worst. */
export const STATES = ["blocked", "in_alarm", "warning", "info", "ok"] as const satisfies readonly AlertState[];

export const STATE_WORDS: Readonly<Record<ShownState, string>> = {
  ok: "OK",
  info: "Info",
  warning: "Warning",
  in_alarm: "In alarm",
  blocked: "Blocked",
  stale: "Stale",
  unwatched: "No alerts",
};

/** OK would claim that a wallet that nothing watches is safe. */
export function watchedState(state: AlertState, watched: boolean | undefined): AlertState | "unwatched" {
  return state === "ok" && watched === false ? "unwatched" : state;
}

/** Within a sentence: "in alarm", and "OK", which has no other writing. */
export function stateInSentence(state: AlertState): string {
  return state === "ok" ? STATE_WORDS.ok : STATE_WORDS[state].toLowerCase();
}
