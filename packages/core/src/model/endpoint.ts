import type { ChannelKind, DeliveryStatus } from "@plimsoll/contract";
import type { Sealed } from "./sealed.ts";

export type { ChannelKind, DeliveryStatus };
export type EndpointStatus = "enabled" | "disabled" | "deleted";
/** A customer's own endpoint, or a channel. */
export type EndpointKind = "signed-webhook" | ChannelKind;

/**
 * A receiver: a customer's URL that receives signed webhooks, or a channel that receives notifications. Secrets are
 * sealed by the shell.
 */
export interface Endpoint {
  readonly accountId: number;
  readonly id: string;
  /** Its name in a configuration file, unique among those of its kind that are not deleted. */
  key: string | null;
  readonly kind: EndpointKind;
  /** A channel's name; null for an endpoint. */
  name: string | null;
  /** A channel's sealed JSON settings; null for an endpoint. */
  config: Sealed | null;
  /** Empty for a channel, whose settings have it. */
  url: string;
  /** JSON array of event types; "*" is all. */
  eventTypes: string;
  /** JSON of the event types that hold for events whose deliveries are not made yet; null when `eventTypes` hold for all. */
  earlierEventTypes: string | null;
  description: string | null;
  rateLimitPerSecond: number;
  maxAttempts: number;
  timeoutMs: number;
  status: EndpointStatus;
  disabledReason: string | null;
  /** Null for a channel. */
  secret: Sealed | null;
  previousSecret: Sealed | null;
  previousSecretExpiresAt: number | null;
  /** The time since which every attempt has failed; null after a success. */
  failingSince: number | null;
  /** The share of the failure period, in percent, that was last announced: 0, 50 or 90. */
  warned: number;
  deliveryCount: number;
  /** The position of the event up to which its deliveries have been made, when that is beyond its account's. */
  fannedOut: number;
  /** Counts the changes that a sender has to know: URL, secrets, limits, status. */
  version: number;
  readonly createdAt: number;
  updatedAt: number;
}

/**
 * delivered: it has arrived. retry: it may arrive later. refused: this one never will. gone: the receiver takes nothing
 * any more.
 */
export type Verdict = "delivered" | "retry" | "refused" | "gone";

/** One event for one endpoint: a row of the outbox. */
export interface Delivery {
  readonly accountId: number;
  readonly endpointId: string;
  /** 1, 2, 3 … per endpoint. */
  readonly sequence: number;
  readonly eventPosition: number;
  status: DeliveryStatus;
  /** Attempts ever made. */
  attemptCount: number;
  /** Attempts made before the latest replay; the limit counts from here. */
  attemptBase: number;
  /** The time of the next attempt; null unless pending. */
  nextAttemptAt: number | null;
  /** The time of the newest attempt; distinguishes a repeated report of it from the next attempt. */
  lastAttemptAt: number | null;
  readonly createdAt: number;
  completedAt: number | null;
}

/** One HTTP request of a delivery. */
export interface Attempt {
  readonly accountId: number;
  readonly endpointId: string;
  readonly deliverySequence: number;
  readonly number: number;
  readonly at: number;
  /** HTTP status; null without a response. */
  readonly status: number | null;
  readonly latencyMs: number;
  readonly error: string | null;
  /** The first bytes of the response. */
  readonly response: string;
}
