import { row } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Delivery } from "../model/endpoint.ts";
import { finish } from "../endpoints/finish-delivery.ts";

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

/**
 * When an acknowledgement that has arrived is sent again: with the last of the older messages of its thread that still
 * wait. An incident that does not exist yet cannot be acknowledged. Null for every other message.
 */
export function sentAgainAt(draft: Draft, { accountId, endpointId, sequence }: Readonly<Delivery>): number | null {
  const found = draft.get("notifications", accountId, endpointId, sequence);
  if (!found || found.waitingThread === null || !STATELESS.has(found.kind)) return null;
  const older = olderOf(draft, found, found.waitingThread).filter(({ kind }) => !STATELESS.has(kind));
  draft.require(older.map((waiting) => row("deliveries", accountId, endpointId, waiting.sequence)));
  const times = older.flatMap((waiting) => {
    const delivery = draft.get("deliveries", accountId, endpointId, waiting.sequence);
    return delivery?.status === "pending" && delivery.nextAttemptAt !== null ? [delivery.nextAttemptAt] : [];
  });
  return times.length === 0 ? null : Math.max(...times);
}

/** The messages of the thread that were written before and still wait. */
function olderOf(
  draft: Draft,
  { accountId, endpointId, sequence }: Pick<Delivery, "accountId" | "endpointId" | "sequence">,
  thread: string,
) {
  return draft
    .find("notifications", "waiting", accountId, endpointId, thread)
    .filter((waiting) => waiting.waitingThread !== null && waiting.sequence < sequence);
}

function supersede(draft: Draft, delivery: Readonly<Delivery>, thread: string): void {
  const { accountId, endpointId } = delivery;
  const older = olderOf(draft, delivery, thread);
  draft.require(older.map((waiting) => row("deliveries", accountId, endpointId, waiting.sequence)));
  for (const waiting of older) {
    const notification = draft.edit("notifications", waiting);
    notification.waitingThread = null;
    const found = draft.get("deliveries", accountId, endpointId, waiting.sequence);
    // A channel that was disabled has left it skipped.
    if (found?.status !== "pending") continue;
    finish(draft, draft.edit("deliveries", found), "skipped");
    notification.skipReason = "superseded";
  }
}
