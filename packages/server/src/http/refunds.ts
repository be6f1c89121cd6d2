import type { Reads } from "../store/store.ts";

/** What a refund says of what it refunds. */
export interface Refund {
  readonly walletId: number;
  readonly orderId: number | null;
  readonly referenceNumber: string | null;
}

/** When the spend that a refund gives back was; null when nothing is found under its order id or reference. */
export type SpentAtOf = (refund: Refund) => number | null;

/**
 * Looks up what refunds give back, once for each wallet, before they are submitted: a stored debit does not change any more, and one of
 * the same request is of today in any case. An order id goes before a reference.
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
    // Newest first: what is written last is the oldest, and of several debits of one name the newest is meant.
    for (const { orderId, referenceNumber, at } of spent.toReversed()) {
      if (orderId !== null) byOrder.set(`${walletId}/${orderId}`, at);
      if (referenceNumber !== null) byReference.set(`${walletId}/${referenceNumber}`, at);
    }
  }
  return ({ walletId, orderId, referenceNumber }) =>
    byOrder.get(`${walletId}/${orderId}`) ?? byReference.get(`${walletId}/${referenceNumber}`) ?? null;
}
