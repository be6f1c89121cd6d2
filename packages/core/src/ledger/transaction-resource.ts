import type { Denomination } from "../model/wallet.ts";
import { currencyId } from "../money/currency.ts";
import { formatAmount } from "../money/amount.ts";
import { isoTime } from "../time/iso-time.ts";
import type { Transaction } from "../model/transaction.ts";

export function transactionResource(transaction: Readonly<Transaction>, of: Denomination) {
  const { amount } = transaction;
  return {
    id: transaction.id,
    wallet_id: transaction.walletId,
    currency_id: currencyId(of.currency),
    sequence: transaction.sequence,
    transaction_type: amount < 0n ? ("DEBIT" as const) : ("CREDIT" as const),
    kind: transaction.kind,
    amount: formatAmount(amount < 0n ? -amount : amount, of.assetScale),
    balance_after: formatAmount(transaction.balanceAfter, of.assetScale),
    order_id: transaction.orderId,
    source: transaction.source,
    reference_number: transaction.referenceNumber,
    remarks: transaction.remarks,
    status: "COMPLETED" as const,
    created_at: isoTime(transaction.createdAt),
  };
}
