import type { Transaction } from "@plimsoll/contract";
import type { Denomination } from "../model/wallet.ts";
import { currencyId } from "../money/currency.ts";
import { formatAmount } from "../money/amount.ts";
import { isoTime } from "../time/iso-time.ts";
import type { Transaction as TransactionRow } from "../model/transaction.ts";

export function transactionResource(transaction: Readonly<TransactionRow>, of: Denomination): Transaction {
  const { amount } = transaction;
  return {
    id: transaction.id,
    wallet_id: transaction.walletId,
    currency_id: currencyId(of.currency),
    sequence: transaction.sequence,
    transaction_type: amount < 0n ? "DEBIT" : "CREDIT",
    kind: transaction.kind,
    amount: formatAmount(amount < 0n ? -amount : amount, of.assetScale),
    balance_after: formatAmount(transaction.balanceAfter, of.assetScale),
    order_id: transaction.orderId,
    source: transaction.source,
    reference_number: transaction.referenceNumber,
    remarks: transaction.remarks,
    status: "COMPLETED",
    created_at: isoTime(transaction.createdAt),
  };
}
