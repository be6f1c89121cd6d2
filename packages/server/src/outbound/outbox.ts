import type { ChannelKind } from "@plimsoll/core";
import type { PendingDelivery } from "../store/port/deliveries.ts";

import type { SendOutcome } from "./signed-webhook/sender.ts";

/** A channel's data for notifications. */
export interface ChannelTarget {
  readonly kind: ChannelKind;
  readonly config: Readonly<Record<string, unknown>>;
}

/** An endpoint's or a channel's data for deliveries. */
export interface EndpointTarget {
  readonly accountId: number;
  readonly endpointId: string;
  readonly url: string;
  /** The current signing secret first, then the previous one during a rotation. */
  readonly secrets: readonly string[];
  /** At most this many requests in any second. */
  readonly rateLimitPerSecond: number;
  readonly timeoutMs: number;
  /** Null for an endpoint, which receives signed webhooks. */
  readonly channel: ChannelTarget | null;
  readonly enabled: boolean;
  /** Grows with every change of the above. */
  readonly version: number;
}

/** A place in an endpoint's pending deliveries, which are ordered by `dueAt`, then `sequence`. */
export interface DueCursor {
  readonly dueAt: number;
  readonly sequence: number;
}

/** One request that was made, to be recorded. */
export interface Attempt {
  readonly endpointId: string;
  readonly sequence: number;
  /**
   * The time it was sent, milliseconds since the epoch. Distinguishes a repeated `record` of one attempt from the next
   * attempt.
   */
  readonly at: number;
  readonly outcome: SendOutcome;
  /** Random in [0, 1), drawn once per attempt, so that deciding the backoff needs no randomness of its own. */
  readonly jitter: number;
}

/** The decision after recording an attempt. */
export interface AttemptResult {
  /** The time of the next attempt, milliseconds since the epoch; null when delivered, failed for good, or skipped. */
  readonly retryAt: number | null;
  readonly endpointEnabled: boolean;
}

/** The stored deliveries. Everything kept in memory is only a copy of them. */
export interface Outbox {
  /** Every endpoint that has, or may get, pending deliveries. */
  targets(): Promise<readonly EndpointTarget[]>;

  /** Accounts with events whose deliveries are not made yet. */
  accountsBehind(): Promise<readonly number[]>;

  /** The account's endpoints for which deliveries are to be made, furthest behind first. */
  endpointsBehind(accountId: number): Promise<readonly string[]>;

  /** Makes the endpoint's deliveries for the next events; resolves with their number, durable. */
  fanOut(accountId: number, endpointId: string): Promise<number>;

  /** Deliveries pending with `dueAt <= now`, oldest first by (dueAt, sequence), strictly after the cursor. */
  due(
    accountId: number,
    endpointId: string,
    after: DueCursor | null,
    now: number,
    limit: number,
  ): Promise<readonly PendingDelivery[]>;

  /** The earliest `dueAt > now` of a pending delivery. */
  nextDueAt(accountId: number, endpointId: string, now: number): Promise<number | null>;

  /**
   * Stores an account's attempts, at most `RECORDED_AT_ONCE`, and decides what follows each; durable when it resolves.
   * After a rejection it is called again with the same attempts, although the first call may have stored them: then the
   * second must change nothing.
   */
  record(accountId: number, attempts: readonly Attempt[]): Promise<readonly AttemptResult[]>;
}
