/** @limit Polling: largest difference in time between a webhook and the provider's list for one movement. */
export const SAME_MOVEMENT_MS = 60_000;

/** What a webhook, the provider's list and a transaction of ours all have of a movement. */
export interface Comparable {
  /** Signed, in the wallet's units, as text. */
  readonly amount: string;
  readonly referenceNumber: string | null;
  /** By the provider's clock. */
  readonly occurredAt: number;
}

interface Described extends Comparable {
  readonly remarks: string | null;
}

/**
 * Numbers of hooks and of lists are of different spaces, so amount, direction, reference and time identify a movement.
 */
export function sameMovement(a: Comparable, b: Comparable): boolean {
  if (a.amount !== b.amount || Math.abs(a.occurredAt - b.occurredAt) > SAME_MOVEMENT_MS) return false;
  return a.referenceNumber === null || b.referenceNumber === null || a.referenceNumber === b.referenceNumber;
}

/** How far apart two reports of the same movement are: those with equal references or remarks are nearer than all others. */
export function distance(a: Described, b: Described): number {
  return (isNamedAlike(a, b) ? 0 : Number.MAX_SAFE_INTEGER / 2) + Math.abs(a.occurredAt - b.occurredAt);
}

/** Not every list has references, and without them its remarks may equal the hook's. */
function isNamedAlike(a: Described, b: Described): boolean {
  if (a.referenceNumber === null || b.referenceNumber === null) return a.remarks !== null && a.remarks === b.remarks;
  return a.referenceNumber === b.referenceNumber;
}
