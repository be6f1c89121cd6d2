import {
  acknowledgementOf,
  available,
  formatAmount,
  isoTime,
  isoTimeOrNull,
  presentPace,
  runwayHours,
  silenceOf,
  type AlertState,
  type AlertStream,
  type Episode,
  type Silence,
  type Wallet,
} from "@plimsoll/core";
import type { AlertCause, AlertChange, AlertThreshold, OpenAlert, WalletAlert } from "@plimsoll/contract";
import type { ListedAlert, ListedStream } from "../../store/port/alerts.ts";

/** What lists of alerts are shown with: the episodes of the page by their ids, and the silences that may hold. */
export interface AlertContext {
  readonly episodes: ReadonlyMap<string, Episode>;
  readonly silences: readonly Silence[];
  readonly now: number;
}

export function openAlertResource({ stream, wallet }: ListedStream, context: AlertContext): OpenAlert {
  const episode = stream.episodeId === null ? undefined : context.episodes.get(stream.episodeId);
  return {
    wallet_id: stream.walletId,
    owner: { type: stream.ownerKind, id: stream.ownerId },
    state: stream.state,
    threshold: thresholdOf(stream.threshold),
    episode_id: stream.episodeId,
    since: isoTime(stream.since),
    ...walletMembers(wallet, context.now),
    acknowledged: episode === undefined ? null : acknowledgementOf(episode, context.now),
    ...silenceMembers(context.silences, wallet, stream.state, context.now),
  };
}

/** What a wallet's state comes from. */
export function walletAlertResource(stream: Readonly<AlertStream>): WalletAlert {
  return {
    owner: { type: stream.ownerKind, id: stream.ownerId },
    threshold: thresholdOf(stream.threshold),
    episode_id: stream.episodeId,
    since: isoTime(stream.since),
  };
}

/** The wallet of an alert as its lists show it. */
export function walletMembers(wallet: Readonly<Wallet>, now: number) {
  return {
    available: formatAmount(available(wallet), wallet.assetScale),
    currency: wallet.currency,
    wallet_name: wallet.name,
    runway_hours: runwayHours(available(wallet), presentPace(wallet, now)),
  };
}

/** The silence of the wallet that holds now; null without one. */
export function presentSilence(
  silences: readonly Silence[],
  wallet: Readonly<Wallet>,
  state: AlertState,
  now: number,
): Silence | null {
  return silenceOf(silences, { wallet, providerId: wallet.providerId }, state === "blocked", now);
}

/** Until when nothing is sent about the wallet. */
export function silenceMembers(...args: Parameters<typeof presentSilence>) {
  const silence = presentSilence(...args);
  return {
    silenced_until: isoTimeOrNull(silence?.endsAt ?? null),
    silenced_until_recovered: silence !== null && silence.recovering !== null,
  };
}

export function alertChangeResource({ entry, denomination }: ListedAlert): AlertChange {
  return {
    id: entry.id,
    wallet_id: entry.walletId,
    owner: { type: entry.ownerKind, id: entry.ownerId },
    previous_state: entry.previousState,
    state: entry.state,
    reason: entry.reason,
    balance: formatAmount(entry.balance, denomination.assetScale),
    threshold: thresholdOf(entry.threshold),
    cause: JSON.parse(entry.cause) as AlertCause,
    created_at: isoTime(entry.createdAt),
    wallet_sequence: entry.walletSequence,
    episode_id: entry.episodeId,
    event_id: entry.eventId,
  };
}

function thresholdOf(json: string | null): AlertThreshold | null {
  return json === null ? null : (JSON.parse(json) as AlertThreshold);
}
