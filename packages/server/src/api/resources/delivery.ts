import { isoTime, isoTimeOrNull, type Attempt as AttemptRow } from "@plimsoll/core";
import type { Attempt, Delivery, LastAttempt } from "@plimsoll/contract";
import type { LastAttempt as LastAttemptRow, ListedDelivery } from "../../store/port/deliveries.ts";
import { deliveryId } from "../ids.ts";

export function deliveryResource({ delivery, event, about, lastAttempt }: ListedDelivery): Delivery {
  return {
    id: deliveryId(delivery.endpointId, delivery.sequence),
    endpoint_id: delivery.endpointId,
    event_id: event.id,
    event_type: event.type,
    about,
    status: delivery.status,
    attempt_count: delivery.attemptCount,
    last_attempt: lastAttempt && lastAttemptResource(lastAttempt),
    next_attempt_at: isoTimeOrNull(delivery.nextAttemptAt),
    created_at: isoTime(delivery.createdAt),
    completed_at: isoTimeOrNull(delivery.completedAt),
  };
}

export function lastAttemptResource({ at, status, latencyMs, error }: LastAttemptRow): LastAttempt {
  return { at: isoTime(at), status, latency_ms: latencyMs, error };
}

export function attemptResource(attempt: Readonly<AttemptRow>): Attempt {
  return {
    number: attempt.number,
    at: isoTime(attempt.at),
    status: attempt.status,
    latency_ms: attempt.latencyMs,
    error: attempt.error,
    response: attempt.response,
  };
}
