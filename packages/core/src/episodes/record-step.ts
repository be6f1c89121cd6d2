import { account } from "../accounts.ts";
import { row } from "../command.ts";
import type { Draft } from "../draft.ts";
import { SEVERITY, type AlertState, type AlertStream } from "../model/alert.ts";
import type { Episode } from "../model/episode.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { hasChannels } from "../routes/match.ts";

export interface EpisodeStep {
  readonly previous: AlertState;
  readonly state: AlertState;
}

/**
 * Opens, continues or closes the episode of a stream that changes its state. Called before the stream's row changes,
 * for the step that gets the stream's next number.
 */
export function recordStep(
  draft: Draft,
  wallet: Readonly<Wallet>,
  stream: Readonly<AlertStream>,
  episodeId: string,
  { previous, state }: EpisodeStep,
): Episode {
  const episode =
    stream.episodeId === null ? open(draft, wallet, stream, episodeId) : episodeOf(draft, stream, episodeId);
  const free = available(wallet);
  episode.state = state;
  if (SEVERITY[state] > SEVERITY[episode.worstState]) episode.worstState = state;
  if (free < episode.lowestAvailable) episode.lowestAvailable = free;
  episode.lastStep = stream.count + 1;
  if (state === "ok") close(draft, episode);
  else if (SEVERITY[state] > SEVERITY[previous]) forgetAcknowledgement(episode);
  return episode;
}

/** Closes the episode of a stream whose settings are gone; it has no step. */
export function abandon(draft: Draft, stream: Readonly<AlertStream>): Episode | null {
  if (stream.episodeId === null) return null;
  const episode = episodeOf(draft, stream, stream.episodeId);
  episode.state = "ok";
  close(draft, episode);
  return episode;
}

export function episodeOf(draft: Draft, stream: Readonly<AlertStream>, episodeId: string): Episode {
  const found = draft.get("episodes", stream.accountId, episodeId);
  if (!found) throw new Error(`stream of wallet ${stream.walletId} has no episode ${episodeId}`);
  return draft.edit("episodes", found);
}

function open(draft: Draft, wallet: Readonly<Wallet>, stream: Readonly<AlertStream>, id: string): Episode {
  const threadId = continuedThread(draft, stream) ?? id;
  const owner = draft.edit("accounts", account(draft, wallet.accountId));
  owner.episodeCount += 1;
  if (threadId !== id) {
    const root = draft.get("episodes", wallet.accountId, threadId);
    if (root) draft.edit("episodes", root).newestId = id;
  }
  return draft.insert("episodes", {
    accountId: wallet.accountId,
    id,
    position: owner.episodeCount,
    walletId: wallet.id,
    ownerKind: stream.ownerKind,
    ownerId: stream.ownerId,
    state: "ok",
    worstState: "ok",
    openedAt: draft.now,
    closedAt: null,
    lowestAvailable: available(wallet),
    firstStep: stream.count + 1,
    lastStep: stream.count + 1,
    ackBy: null,
    ackAt: null,
    ackUntil: null,
    ackNote: null,
    threadId,
    newestId: id,
    receivers: "{}",
    serial: 0,
    recoveriesWaiting: 0,
    openKey: 1,
  });
}

/** The thread of the episode before, while its recovery waits to be sent somewhere; null otherwise. */
function continuedThread(draft: Draft, stream: Readonly<AlertStream>): string | null {
  if (stream.newestEpisodeId === null || !hasChannels(draft, stream.accountId)) return null;
  const before = draft.get("episodes", stream.accountId, stream.newestEpisodeId);
  if (!before) return null;
  const root = draft.get("episodes", stream.accountId, before.threadId);
  return root && root.recoveriesWaiting > 0 ? root.id : null;
}

function close(draft: Draft, episode: Episode): void {
  episode.closedAt = draft.now;
  episode.openKey = null;
  forgetAcknowledgement(episode);
}

export function forgetAcknowledgement(episode: Episode): void {
  episode.ackBy = null;
  episode.ackAt = null;
  episode.ackUntil = null;
  episode.ackNote = null;
}

/** The rows that a step of these streams reads: the open episode, or the one before when it may be continued. */
export function episodeLookups(draft: Draft, streams: readonly Readonly<AlertStream>[]) {
  return streams.flatMap(({ accountId, episodeId, newestEpisodeId }) => {
    const before = episodeId === null && hasChannels(draft, accountId) ? newestEpisodeId : null;
    const id = episodeId ?? before;
    return id === null ? [] : [row("episodes", accountId, id)];
  });
}
