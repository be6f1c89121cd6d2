import type { Direction } from "./transaction.ts";

/** A connection to an upstream system. Secrets are sealed by the shell before they get here. */
export interface Provider {
  readonly accountId: number;
  readonly id: string;
  readonly kind: string;
  name: string;
  baseUrl: string | null;
  credentials: string | null;
  webhookSecret: string | null;
  /** The secret before, and until when it is good as well; both null when none is. */
  previousWebhookSecret: string | null;
  previousWebhookSecretUntil: number | null;
  /** JSON `{seconds}` wished by the user, or null for the product's own choice. */
  cadence: string | null;
  /** JSON: what its kind has to know to read it; null for kinds that know. */
  settings: string | null;
  mode: ProviderMode;
  /** When the present mode began. */
  modeSince: number;
  status: ProviderStatus;
  /** JSON `{kind, message}` of what went wrong last; null after a good poll. */
  syncError: string | null;
  /** Polls in a row that failed. */
  syncFailures: number;
  /** When the first of these polls failed; null after a good one. */
  failingSince: number | null;
  /** When the last good poll was answered, by our clock. */
  lastSyncAt: number | null;
  /** Polls that found balances moved of which no hook had told, since the last hook. */
  silentSyncs: number;
  /** Polls in a row that found nothing moved. */
  quietSyncs: number;
  /** JSON array of `ClockEstimate`: what is known of the provider's clocks. */
  clocks: string;
  /** Readings of its balances that were asked for so far; each has its number. */
  readingCount: number;
  /** Events that have waited so far; each has its number. */
  waitingCount: number;
  /** Drifts so far. */
  driftCount: number;
  lastDriftAt: number | null;
  /** JSON array `{external_id, message}` of balances that the last poll could not use. */
  problems: string;
  /** When the last signed hook came. */
  hooksReceivedAt: number | null;
  /** Hooks refused so far; when the last one came, and why it was refused. */
  hooksRefused: number;
  hooksRefusedAt: number | null;
  hooksRefusedReason: string | null;
  /** Since when hooks have been refused and none accepted; null when they are accepted. */
  hooksFailingSince: number | null;
  /** When it was last announced that they are refused. */
  hooksFailedAt: number | null;
  readonly createdAt: number;
  updatedAt: number;
}

/** webhook: hooks tell, polls check. campaign: the same, more closely. polling: hooks are silent, polls tell. */
export type ProviderMode = "webhook" | "campaign" | "polling";

/** active; paused by its owner; failing: the last poll did not succeed. */
export type ProviderStatus = "active" | "paused" | "failing";

/** A wallet movement as a provider tells it. `amount` is the text the provider wrote. */
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
 * A verified movement that cannot be applied yet: its wallet is not known, it may be part of the wallet's last snapshot, or another event of the
 * wallet waits before it. The next reading that is asked for contains it.
 */
export interface WaitingEvent extends Movement {
  readonly accountId: number;
  readonly providerId: string;
  readonly eventId: string;
  /** 1, 2, 3 … per provider, in the order in which the events came. */
  readonly arrival: number;
  /** The last reading that had been asked for when it came. */
  readonly reading: number;
  readonly occurredAt: number;
  readonly receivedAt: number;
}

/** A hook worth keeping as it came (redacted): a type nothing handles yet, a body that could not be read, a movement that a snapshot held already. */
export interface KeptHook {
  readonly accountId: number;
  readonly id: string;
  readonly providerId: string;
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly reason: "unhandled" | "malformed" | "late";
  readonly detail: string | null;
  readonly body: string;
  readonly receivedAt: number;
}
