import { account } from "../accounts.ts";
import type { Draft } from "../draft.ts";
import type { Cause } from "../alerts/log-change.ts";
import { reviewAlerts } from "../alerts/review.ts";
import { emitMovement } from "./emit-movement.ts";
import { MAX_AMOUNT, MIN_AMOUNT, type Amount } from "../money/amount.ts";
import type { Transaction, TransactionKind } from "../model/transaction.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { settleTopup } from "../topups/settle.ts";
import { trackSpend } from "../spend/track.ts";

/** A movement that has passed its guards. `amount` is signed. */
export interface Posting {
  readonly amount: Amount;
  readonly kind: TransactionKind;
  readonly orderId?: number | null;
  readonly source?: string | null;
  readonly referenceNumber?: string | null;
  readonly remarks?: string | null;
  readonly occurredAt?: number | null;
  readonly externalId?: string | null;
  readonly eventId?: string | null;
  /** Of a refund: the time of the refunded spend. Without it, the refund is taken from today's spend. */
  readonly spentAt?: number | null;
  /** Of a reconciliation: it only corrects the books, and is neither spend nor a top-up. */
  readonly correction?: boolean;
}

export type PostingRejection = "insufficient_funds" | "balance_out_of_range";

/**
 * Why this amount may not be debited or credited; null when it may. A debit may bring `available` down to minus the
 * overdraft limit, and no further.
 */
export function postingRejection(wallet: Readonly<Wallet>, amount: Amount): PostingRejection | null {
  if (amount < 0n && wallet.overdraftLimit !== null && available(wallet) + amount < -wallet.overdraftLimit) {
    return "insufficient_funds";
  }
  return fits(wallet, amount) ? null : "balance_out_of_range";
}

/** Whether balance and available stay storable as 64-bit integers. */
export function fits(wallet: Readonly<Wallet>, amount: Amount): boolean {
  const after = wallet.balance + amount;
  return after <= MAX_AMOUNT && after >= MIN_AMOUNT && after - wallet.held >= MIN_AMOUNT;
}

/** Appends the transaction, moves the balance, emits the wallet event and evaluates alerts: one movement, whole. */
export function post(draft: Draft, target: Readonly<Wallet>, posting: Posting): Transaction {
  const wallet = draft.edit("wallets", target);
  const transaction = append(draft, wallet, posting);
  reviewAlerts(draft, wallet, { type: "transaction", transaction_id: transaction.id });
  return transaction;
}

/**
 * Posts movements that became known together, as one step for alerts, because the balances in between never existed.
 * The caller has checked that every step fits.
 */
export function postTogether(
  draft: Draft,
  target: Readonly<Wallet>,
  postings: readonly Posting[],
  cause: Cause,
): Transaction[] {
  const wallet = draft.edit("wallets", target);
  const transactions = postings.map((posting) => append(draft, wallet, posting));
  reviewAlerts(draft, wallet, cause);
  return transactions;
}

function append(draft: Draft, wallet: Wallet, posting: Posting): Transaction {
  const owner = draft.edit("accounts", account(draft, wallet.accountId));
  owner.transactionCount += 1;
  wallet.sequence += 1;
  wallet.balance += posting.amount;
  wallet.updatedAt = draft.now;
  const transaction: Transaction = {
    accountId: wallet.accountId,
    id: owner.transactionCount,
    walletId: wallet.id,
    sequence: wallet.sequence,
    amount: posting.amount,
    balanceAfter: wallet.balance,
    kind: posting.kind,
    orderId: posting.orderId ?? null,
    source: posting.source ?? null,
    referenceNumber: posting.referenceNumber ?? null,
    remarks: posting.remarks ?? null,
    occurredAt: posting.occurredAt ?? null,
    externalId: posting.externalId ?? null,
    eventId: posting.eventId ?? null,
    createdAt: draft.now,
  };
  draft.insert("transactions", transaction);
  wallet.lastTransactionId = transaction.id;
  carryOut(draft, wallet, transaction, posting);
  return transaction;
}

/**
 * What follows from each movement, in this order. Alerts follow once from movements that are posted together:
 * `reviewAlerts`. Calls and no table of functions, which would keep the engine from compiling them into one.
 */
function carryOut(draft: Draft, wallet: Wallet, transaction: Transaction, posting: Posting): void {
  trackSpend(draft, wallet, transaction, posting);
  emitMovement(draft, wallet, transaction);
  settleTopup(draft, wallet, transaction, posting);
}
