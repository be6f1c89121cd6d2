import type { ProviderMode, ProviderStatus } from "@plimsoll/contract";
import type { Direction } from "./transaction.ts";
import type { Sealed } from "./sealed.ts";

export type { ProviderMode, ProviderStatus };

/** A connection to an upstream system. Secrets are sealed by the shell before they get here. */
export interface Provider {
  readonly accountId: number;
  readonly id: string;
  /** Its name in a configuration file, unique among those of its kind that are not deleted. */
  key: string | null;
  readonly kind: string;
  name: string;
  baseUrl: string | null;
  credentials: Sealed | null;
  webhookSecret: Sealed | null;
  /** The previous secret, and the end of its validity; both null when there is none. */
  previousWebhookSecret: Sealed | null;
  previousWebhookSecretUntil: number | null;
  /** JSON `{seconds}` set by the user, or null for the adaptive cadence. */
  cadence: string | null;
  /** JSON: the settings that its kind needs to read it; null for kinds without settings. */
  settings: string | null;
  mode: ProviderMode;
  /** The start of the present mode. */
  modeSince: number;
  status: ProviderStatus;
  /** JSON `{kind, message}` of the last failure; null after a successful poll. */
  syncError: string | null;
  /** Polls in a row that failed. */
  syncFailures: number;
  /** The time of the first of these failures; null after a successful poll. */
  failingSince: number | null;
  /** The time of the last successful poll's response, by our clock. */
  lastSyncAt: number | null;
  /** Polls since the last hook that found balances moved without a hook. */
  silentSyncs: number;
  /** Polls in a row that found no movement. */
  quietSyncs: number;
  /** JSON array of `ClockEstimate`: estimates of the provider's clocks. */
  clocks: string;
  /** Readings of its balances requested so far; each has its number. */
  readingCount: number;
  /** Events that have waited so far; each has its number. */
  waitingCount: number;
  /** Drifts so far. */
  driftCount: number;
  lastDriftAt: number | null;
  /** JSON array `{external_id, message}` of balances that the last poll could not use. */
  problems: string;
  /** JSON array `{external_id, message, at}` of transaction list lines that could not be read. */
  listProblems: string;
  /** The time of the last signed hook. */
  hooksReceivedAt: number | null;
  /** Hooks refused so far; the time of the last one, and why it was refused. */
  hooksRefused: number;
  hooksRefusedAt: number | null;
  hooksRefusedReason: string | null;
  /** The time since which hooks have been refused and none accepted; null when they are accepted. */
  hooksFailingSince: number | null;
  /** The time of the last event about it. */
  hooksFailedAt: number | null;
  readonly createdAt: number;
  updatedAt: number;
}

/** A wallet movement as a provider reports it. `amount` is the provider's text. */
export interface Movement {
  readonly externalWalletId: string;
  readonly direction: Direction;
  readonly amount: string;
  readonly currency: string;
  readonly ledgerId: string | null;
  readonly referenceNumber: string | null;
  readonly remarks: string | null;
}

/**
 * A verified movement that cannot be applied yet: its wallet is not known, it may be part of the wallet's last
 * snapshot, or another event of the wallet waits before it. The next reading to be requested contains it.
 */
export interface WaitingEvent extends Movement {
  readonly accountId: number;
  readonly providerId: string;
  readonly eventId: string;
  /** 1, 2, 3 … per provider, in order of arrival. */
  readonly arrival: number;
  /** The last reading requested when it arrived. */
  readonly reading: number;
  readonly occurredAt: number;
  readonly receivedAt: number;
}

/**
 * Why a hook is kept. unhandled: an unknown type. malformed: an unusable body. late: a movement that a snapshot already
 * contained. explained: a movement that explains a drift. waited: a movement that was applied after a wait. order: an
 * event of an order of ours.
 */
export type KeptHookReason = "unhandled" | "malformed" | "late" | "explained" | "waited" | "order";

/** A hook (redacted) and its outcome. A movement applied on arrival is not kept: its transaction has the event's id. */
export interface KeptHook {
  readonly accountId: number;
  readonly id: string;
  readonly providerId: string;
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly reason: KeptHookReason;
  readonly detail: string | null;
  /** The wallet that it is about, where it is known. */
  readonly walletId: number | null;
  /** The transaction that it has become, or names. */
  readonly transactionId: number | null;
  readonly body: string;
  readonly receivedAt: number;
}
