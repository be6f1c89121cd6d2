import { row } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Delivery } from "../model/endpoint.ts";

/** Messages that say nothing of a thread's state. */
const STATELESS: ReadonlySet<string> = new Set(["acknowledged", "unacknowledged"]);

/**
 * A notification waits no longer. One that has arrived says all that older ones of its thread would have said: those that
 * still wait for another attempt are skipped, so that none arrives after it.
 */
export function endWaiting(draft: Draft, delivery: Readonly<Delivery>): void {
  const { accountId, endpointId, sequence } = delivery;
  const found = draft.get("notifications", accountId, endpointId, sequence);
  const thread = found?.waitingThread ?? null;
  if (!found || thread === null) return;
  if (delivery.status === "delivered" && !STATELESS.has(found.kind)) supersede(draft, delivery, thread);
  draft.edit("notifications", found).waitingThread = null;
}

function supersede(draft: Draft, { accountId, endpointId, sequence }: Readonly<Delivery>, thread: string): void {
  const older = draft
    .find("notifications", "waiting", accountId, endpointId, thread)
    .filter((waiting) => waiting.waitingThread !== null && waiting.sequence < sequence);
  draft.require(older.map((waiting) => row("deliveries", accountId, endpointId, waiting.sequence)));
  for (const waiting of older) {
    const notification = draft.edit("notifications", waiting);
    notification.waitingThread = null;
    const found = draft.get("deliveries", accountId, endpointId, waiting.sequence);
    // A channel that was disabled has left it skipped.
    if (found?.status !== "pending") continue;
    const left = draft.edit("deliveries", found);
    left.status = "skipped";
    left.nextAttemptAt = null;
    left.completedAt = draft.now;
    notification.skipReason = "superseded";
  }
}
