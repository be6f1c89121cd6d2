import type { Transfer } from "@plimsoll/contract";
import { isoTime } from "../time/iso-time.ts";
import type { Denomination } from "../model/wallet.ts";
import type { Transfer as TransferRow } from "../model/transfer.ts";
import { formatAmount } from "../money/amount.ts";

export function transferResource(transfer: Readonly<TransferRow>, from: Denomination, to: Denomination): Transfer {
  return {
    id: transfer.id,
    from_wallet_id: transfer.fromWalletId,
    to_wallet_id: transfer.toWalletId,
    from_currency: from.currency,
    to_currency: to.currency,
    amount: formatAmount(transfer.amount, from.assetScale),
    fee: formatAmount(transfer.fee, from.assetScale),
    rate: transfer.rate,
    received: formatAmount(transfer.received, to.assetScale),
    reference: transfer.reference,
    debit_transaction_id: transfer.debitId,
    credit_transaction_id: transfer.creditId,
    created_at: isoTime(transfer.createdAt),
  };
}
