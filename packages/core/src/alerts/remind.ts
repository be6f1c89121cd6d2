import type { Draft } from "../draft.ts";
import { sendReminder } from "../episodes/receivers.ts";
import type { AlertStream } from "../model/alert.ts";
import type { Wallet } from "../model/wallet.ts";
import type { Owner } from "./owners.ts";
import { emitAlert } from "./payload.ts";
import type { Reminder } from "./transition.ts";

export function nextReminder(draft: Draft, { settings: { repeatInterval } }: Owner): number | null {
  return repeatInterval === null ? null : draft.now + repeatInterval * 1_000;
}

/** Sets the time of an episode's next reminder. Returns whether one is due now. */
export function scheduleReminder(draft: Draft, owner: Owner, target: Readonly<AlertStream>): boolean {
  if (target.state === "ok" || target.episodeId === null) return false;
  const next = nextReminder(draft, owner);
  const due = target.repeatAt !== null && target.repeatAt <= draft.now;
  // New settings may begin reminders, end them or make them due sooner.
  const sooner = next !== null && (target.repeatAt === null || next < target.repeatAt);
  const ended = next === null && target.repeatAt !== null;
  if (due || sooner || ended) draft.edit("alertStreams", target).repeatAt = next;
  return due && next !== null;
}

/** Emits the alert event again, and repeats the message to the channels. It is not a state change, so it has no log entry. */
export function remind(draft: Draft, wallet: Readonly<Wallet>, { reason, owner, stream }: Reminder): void {
  const { state, threshold, episodeId } = stream;
  if (episodeId === null) return;
  emitAlert(draft, wallet, owner, { reason, previous: state, state, threshold, episodeId });
  sendReminder(draft, wallet, stream);
}
