import type { Draft } from "../draft.ts";
import type { Delivery } from "../model/endpoint.ts";

/** Nothing more is sent of the delivery. */
export function finish(draft: Draft, delivery: Delivery, status: "delivered" | "failed" | "skipped"): void {
  delivery.status = status;
  delivery.nextAttemptAt = null;
  delivery.completedAt = draft.now;
}
