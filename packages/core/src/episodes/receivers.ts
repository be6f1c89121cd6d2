import { row } from "../command.ts";
import type { Draft } from "../draft.ts";
import { SEVERITY, type AlertState, type AlertStream } from "../model/alert.ts";
import type { Episode } from "../model/episode.ts";
import type { Wallet } from "../model/wallet.ts";
import { notifyStep } from "../notifications/notify.ts";
import { acknowledgementOf } from "../notifications/sent.ts";
import { hasChannels } from "../routes/match.ts";
import { walletNotice } from "./wallet-notice.ts";

export interface ReceivedStep {
  readonly previous: AlertState;
  readonly state: AlertState;
  /** JSON of the level that decided. */
  readonly threshold: string | null;
  readonly detail: string | null;
}

/** Sends a step of an episode to the channels that are to receive it. Costs nothing for an account without channels. */
export function sendStep(draft: Draft, wallet: Readonly<Wallet>, episode: Episode, step: ReceivedStep): void {
  if (!hasChannels(draft, wallet.accountId)) return;
  const { previous, state } = step;
  const kind = SEVERITY[state] < SEVERITY[previous] ? "recovery" : "alert";
  const how = previous === "ok" ? "opens" : "goes on";
  const makeNotice = () => walletNotice(draft, wallet, episode, { kind, ...step });
  notifyStep(draft, wallet, episode, { previous, state, how, makeNotice });
}

/** Repeats the present state, unless the episode is acknowledged. */
export function sendReminder(draft: Draft, wallet: Readonly<Wallet>, stream: Readonly<AlertStream>): void {
  if (stream.episodeId === null || !hasChannels(draft, wallet.accountId)) return;
  draft.require([row("episodes", wallet.accountId, stream.episodeId)]);
  const episode = draft.get("episodes", wallet.accountId, stream.episodeId);
  if (!episode || acknowledgementOf(episode, draft.now)) return;
  const { state, threshold } = stream;
  const step = { kind: "reminder", previous: state, state, threshold } as const;
  const makeNotice = () => walletNotice(draft, wallet, episode, step);
  notifyStep(draft, wallet, episode, { previous: state, state, how: "goes on", makeNotice });
}
