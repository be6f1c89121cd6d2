import { available, formatAmount, isoTime } from "@plimsoll/core";
import type { AlertCause, AlertChange, AlertThreshold, OpenAlert } from "@plimsoll/contract";
import type { ListedAlert, ListedStream } from "../../store/port/alerts.ts";

export function openAlertResource({ stream, wallet }: ListedStream): OpenAlert {
  return {
    wallet_id: stream.walletId,
    owner: { type: stream.ownerKind, id: stream.ownerId },
    state: stream.state,
    threshold: thresholdOf(stream.threshold),
    episode_id: stream.episodeId,
    since: isoTime(stream.since),
    available: formatAmount(available(wallet), wallet.assetScale),
    currency: wallet.currency,
    wallet_name: wallet.name,
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
