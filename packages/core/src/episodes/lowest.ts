import type { Draft } from "../draft.ts";
import type { AlertStream } from "../model/alert.ts";
import type { Episode } from "../model/episode.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { MIN_AMOUNT, type Amount } from "../money/amount.ts";
import { episodeOf } from "./record-step.ts";

/**
 * `wallet.lowest` follows the available balance down while the wallet is not ok, so that a movement costs one comparison.
 * It begins again with every step of an episode, which has brought it to the open episodes.
 */
export function followLowest(wallet: Wallet, begins: boolean): void {
  if (wallet.alertState === "ok") wallet.lowest = MIN_AMOUNT;
  else if (begins) wallet.lowest = available(wallet);
}

/** Brings the lowest balance since the last step to every open episode of the wallet. */
export function noteLowest(draft: Draft, wallet: Readonly<Wallet>, streams: readonly Readonly<AlertStream>[]): void {
  for (const stream of streams) {
    if (stream.episodeId === null) continue;
    const episode = episodeOf(draft, stream, stream.episodeId);
    if (wallet.lowest > MIN_AMOUNT && wallet.lowest < episode.lowestAvailable) episode.lowestAvailable = wallet.lowest;
  }
}

/** The lowest available balance of an episode up to now. */
export function lowestOf(episode: Readonly<Episode>, wallet: Readonly<Wallet>): Amount {
  if (episode.closedAt !== null) return episode.lowestAvailable;
  const since = wallet.lowest > MIN_AMOUNT ? wallet.lowest : available(wallet);
  return since < episode.lowestAvailable ? since : episode.lowestAvailable;
}
