import type { Reads } from "../store/port/reads.ts";

/** A request's data about a refund and the spend it refunds. */
export interface Refund {
  readonly walletId: number;
  readonly orderId: number | null;
  readonly referenceNumber: string | null;
}

/** The time of the refunded spend; null when no spend has its order id or reference. */
export type SpentAtOf = (refund: Refund) => number | null;

/**
 * Looks up what refunds give back, once for each wallet, before they are submitted: a stored debit no longer changes,
 * and one in the same request is always of today. An order id takes precedence over a reference.
 */
export async function refundedSpend(
  reads: Pick<Reads, "spentAt">,
  accountId: number,
  refunds: readonly Refund[],
): Promise<SpentAtOf> {
  const byOrder = new Map<string, number>();
  const byReference = new Map<string, number>();
  const named = refunds.filter(({ orderId, referenceNumber }) => orderId !== null || referenceNumber !== null);
  for (const walletId of new Set(named.map((refund) => refund.walletId))) {
    const own = named.filter((refund) => refund.walletId === walletId);
    const spent = await reads.spentAt(accountId, walletId, {
      orderIds: [...new Set(own.flatMap(({ orderId }) => orderId ?? []))],
      references: [...new Set(own.flatMap(({ referenceNumber }) => referenceNumber ?? []))],
    });
    // The list is newest first, and of several debits with one name the newest counts: so the oldest is written first
    // and overwritten.
    for (const { orderId, referenceNumber, at } of spent.toReversed()) {
      if (orderId !== null) byOrder.set(`${walletId}/${orderId}`, at);
      if (referenceNumber !== null) byReference.set(`${walletId}/${referenceNumber}`, at);
    }
  }
  return ({ walletId, orderId, referenceNumber }) =>
    byOrder.get(`${walletId}/${orderId}`) ?? byReference.get(`${walletId}/${referenceNumber}`) ?? null;
}
