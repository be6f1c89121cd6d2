import type { Wallet } from "@plimsoll/client";
import type { Style } from "../terminal/screen.ts";

export type State = Wallet["alert_state"];

/** The states, the worst first. */
export const WORST_FIRST: readonly State[] = ["blocked", "in_alarm", "warning", "info", "ok"];

const STYLES: Readonly<Record<State, Style | null>> = {
  blocked: "red",
  in_alarm: "red",
  warning: "yellow",
  info: "cyan",
  ok: "green",
};

/** "in alarm" for `in_alarm`. */
export function stateWord(state: State): string {
  return state.replace("_", " ");
}

export function stateStyle(state: State): Style | null {
  return STYLES[state];
}

/** Orders by the state, the worst first. */
export function byState(a: State, b: State): number {
  return WORST_FIRST.indexOf(a) - WORST_FIRST.indexOf(b);
}
