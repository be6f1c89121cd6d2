import type { AlertChangeReason } from "@plimsoll/contract";
import { SEVERITY, type AlertState, type AlertStream } from "../model/alert.ts";
import type { Judgement, Resolution } from "./levels.ts";
import type { Owner } from "./owners.ts";

/** One stream's settings as resolved for the wallet, and its state by the present balance. */
export interface Judged {
  readonly owner: Owner;
  /** Null before the stream has left ok for the first time. */
  readonly stream: Readonly<AlertStream> | null;
  readonly resolution: Resolution;
  readonly judgement: Judgement;
}

/** A stream's change of state. */
export interface StateChange extends Judged {
  readonly reason: AlertChangeReason;
  readonly previous: AlertState;
}

/** The reminder of an episode that continues. */
export interface Reminder {
  readonly reason: "reminder";
  readonly owner: Owner;
  readonly stream: Readonly<AlertStream>;
}

/** The end of a stream whose settings are gone or disabled. */
export interface Removal {
  readonly reason: "settings_removed";
  readonly stream: Readonly<AlertStream>;
}

export type Transition = StateChange | Reminder | Removal;

/** The change from the stream's stored state; null when there is none. */
export function stateChange(judged: Judged): StateChange | null {
  const previous = judged.stream?.state ?? "ok";
  const { state } = judged.judgement;
  return state === previous ? null : { ...judged, previous, reason: reasonOf(previous, state) };
}

function reasonOf(previous: AlertState, state: AlertState): AlertChangeReason {
  if (previous === "ok") return "entered";
  if (state === "ok") return "cleared";
  return SEVERITY[state] > SEVERITY[previous] ? "escalated" : "eased";
}

export function isStateChange(transition: Transition): transition is StateChange {
  return transition.reason !== "reminder" && transition.reason !== "settings_removed";
}
