import type { Topup } from "@plimsoll/contract";
import { isoTime, isoTimeOrNull } from "../time/iso-time.ts";
import type { Denomination } from "../model/wallet.ts";
import type { Topup as TopupRow } from "../model/topup.ts";
import { formatAmount } from "../money/amount.ts";

export function topupResource(topup: Readonly<TopupRow>, of: Denomination): Topup {
  return {
    id: topup.id,
    wallet_id: topup.walletId,
    currency: of.currency,
    amount: formatAmount(topup.amount, of.assetScale),
    method: topup.method,
    status: topup.status,
    source: topup.source,
    reference: topup.reference,
    expected_at: isoTimeOrNull(topup.expectedAt),
    sent_at: isoTimeOrNull(topup.sentAt),
    proposed_by: topup.proposedBy,
    approved_by: topup.approvedBy,
    approved_at: isoTimeOrNull(topup.approvedAt),
    sent_by: topup.sentBy,
    cancelled_by: topup.cancelledBy,
    transaction_id: topup.transactionId,
    settled_amount: topup.settledAmount === null ? null : formatAmount(topup.settledAmount, of.assetScale),
    created_at: isoTime(topup.createdAt),
    updated_at: isoTime(topup.updatedAt),
  };
}
