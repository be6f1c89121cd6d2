import type { Draft } from "../draft.ts";
import type { Delivery, Endpoint } from "../model/endpoint.ts";

export interface Queued {
  /** The event's position; 0 for a notification. */
  readonly eventPosition: number;
  /** Kept without being sent. */
  readonly skip: boolean;
}

/** Writes a delivery that is due at once, and returns its number. */
export function queueDelivery(draft: Draft, target: Readonly<Endpoint>, queued: Queued): number {
  return draft.insert("deliveries", nextDelivery(draft.edit("endpoints", target), queued, draft.now)).sequence;
}

/** An endpoint's next delivery, which the endpoint counts. */
export function nextDelivery(endpoint: Endpoint, { eventPosition, skip }: Queued, now: number): Delivery {
  endpoint.deliveryCount += 1;
  return {
    accountId: endpoint.accountId,
    endpointId: endpoint.id,
    sequence: endpoint.deliveryCount,
    eventPosition,
    status: skip ? "skipped" : "pending",
    attemptCount: 0,
    attemptBase: 0,
    nextAttemptAt: skip ? null : now,
    lastAttemptAt: null,
    createdAt: now,
    completedAt: skip ? now : null,
  };
}
