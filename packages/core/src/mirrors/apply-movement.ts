import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import { askedAmount } from "../requests/asked-amount.ts";
import { fits, post, type Posting } from "../ledger/post.ts";
import type { Amount } from "../money/amount.ts";
import { invalid, rejected, type Outcome } from "../outcome.ts";
import type { Movement } from "../model/provider.ts";
import { postCredit, postOrderDebit, refundedLookups } from "../orders/mirror-order.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";

/**
 * Moves a mirror as its provider reported. Overdraft and status are not checked, because the money has moved already. A
 * movement that does not fit the wallet (another currency, finer than its scale) is refused, because applying it would
 * make the mirror wrong silently. `eventId` names an event that is applied on arrival; one that has waited is kept with
 * its outcome.
 */
export function applyMovement(
  draft: Draft,
  wallet: Readonly<Wallet>,
  movement: Movement,
  occurredAt: number,
  eventId: string | null,
): Outcome<Transaction> {
  const amount = movementAmount(wallet, movement);
  if (!amount.ok) return amount;
  if (!fits(wallet, amount.value)) return rejected("balance_out_of_range");
  const posting = movementPosting(amount.value, movement, occurredAt, eventId);
  if (posting.amount > 0n) return { ok: true, value: postCredit(draft, wallet, posting) };
  return { ok: true, value: postOrderDebit(draft, wallet, posting) ?? post(draft, wallet, posting) };
}

/** For a credit, the order or the debit that it may refund. Debits, by far the most frequent, read nothing for it. */
export function refundLookups(accountId: number, { direction, referenceNumber }: Movement): Lookup[] {
  return direction === "CREDIT" && referenceNumber ? refundedLookups(accountId, referenceNumber) : [];
}

/** The signed amount of a movement in the wallet's units. */
export function movementAmount(wallet: Readonly<Wallet>, movement: Movement): Outcome<Amount> {
  if (movement.currency !== wallet.currency) {
    return invalid("data.currency", `wallet ${wallet.id} is in ${wallet.currency}`);
  }
  const amount = askedAmount(movement.amount, wallet.assetScale, "data.amount");
  if (!amount.ok) return amount;
  return { ok: true, value: movement.direction === "DEBIT" ? -amount.value : amount.value };
}

export function movementPosting(
  amount: Amount,
  movement: Movement,
  occurredAt: number,
  eventId: string | null = null,
): Posting {
  return {
    amount,
    // A provider credits when a top-up settles, and each of its debits is spend.
    kind: amount < 0n ? "order" : "topup",
    source: "provider",
    referenceNumber: movement.referenceNumber,
    remarks: movement.remarks,
    occurredAt,
    externalId: movement.ledgerId,
    eventId,
  };
}
