import type { EventMembers } from "@plimsoll/contract";
import type { Draft } from "../draft.ts";
import { emitText } from "../events/emit.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import { formatAmount } from "../money/amount.ts";
import type { JsonText } from "../resources/json-text.ts";

/** `wallet.credited` / `wallet.debited` as in docs/reference/events.md: the Octopus protocol's shape, plus `sequence` and `balance_after`. */
export function emitMovement(draft: Draft, wallet: Readonly<Wallet>, transaction: Readonly<Transaction>): void {
  emitText(draft, wallet.accountId, movementType(transaction), movementJson(wallet, transaction));
}

export function movementType({ amount }: Pick<Transaction, "amount">): "wallet.debited" | "wallet.credited" {
  return amount < 0n ? "wallet.debited" : "wallet.credited";
}

/** Written by hand, because balances move often and an object for `JSON.stringify` takes twice the time. */
export function movementJson(
  wallet: Readonly<Wallet>,
  transaction: Readonly<Transaction>,
): JsonText<EventMembers<"wallet.debited">["data"]> {
  const { amount: moved } = transaction;
  const amount = formatAmount(moved < 0n ? -moved : moved, wallet.assetScale);
  return (`{"wallet_id":${wallet.id},"ledger_id":${transaction.id},"amount":"${amount}","currency":"${wallet.currency}",` +
    `"reference_number":${JSON.stringify(transaction.referenceNumber ?? "")},"remarks":${JSON.stringify(transaction.remarks ?? "")},` +
    `"sequence":${transaction.sequence},"balance_after":"${formatAmount(transaction.balanceAfter, wallet.assetScale)}"}`) as JsonText<
    EventMembers<"wallet.debited">["data"]
  >;
}
