import type { Draft } from "../draft.ts";
import type { Endpoint } from "../model/endpoint.ts";

export interface Queued {
  /** The event's position; 0 for a notification. */
  readonly eventPosition: number;
  /** Kept without being sent. */
  readonly skip: boolean;
}

/** Writes a delivery that is due at once, and returns its number. */
export function queueDelivery(draft: Draft, target: Readonly<Endpoint>, { eventPosition, skip }: Queued): number {
  const endpoint = draft.edit("endpoints", target);
  endpoint.deliveryCount += 1;
  draft.insert("deliveries", {
    accountId: endpoint.accountId,
    endpointId: endpoint.id,
    sequence: endpoint.deliveryCount,
    eventPosition,
    status: skip ? "skipped" : "pending",
    attemptCount: 0,
    attemptBase: 0,
    nextAttemptAt: skip ? null : draft.now,
    lastAttemptAt: null,
    createdAt: draft.now,
    completedAt: skip ? draft.now : null,
  });
  return endpoint.deliveryCount;
}
