import { account } from "../accounts.ts";
import type { Draft } from "../draft.ts";
import { deliverNow } from "../events/fan-out.ts";
import { movementType } from "../events/movement-event.ts";
import type { Cause } from "../alerts/log-change.ts";
import { reviewAlerts } from "../alerts/review.ts";
import { move, step, type Posting } from "./move.ts";
import { MAX_AMOUNT, MIN_AMOUNT, type Amount } from "../money/amount.ts";
import type { Account } from "../model/account.ts";
import type { Transaction } from "../model/transaction.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { settleTopup } from "../topups/settle-topup.ts";
import { trackSpend } from "../spend/track.ts";

export type { Posting } from "./move.ts";

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

/** Appends the transaction, moves the balance, delivers its event and evaluates alerts: one movement, whole. */
export function post(draft: Draft, target: Readonly<Wallet>, posting: Posting): Transaction {
  const wallet = draft.edit("wallets", target);
  const owner = draft.edit("accounts", account(draft, wallet.accountId));
  const moved = move(owner, wallet, posting, draft.now, (day) => draft.insert("walletSpend", day));
  if (moved !== "general") {
    report(draft, owner, moved);
    return moved;
  }
  const transaction = append(draft, owner, wallet, posting);
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
  const owner = draft.edit("accounts", account(draft, wallet.accountId));
  const transactions = postings.map((posting) => append(draft, owner, wallet, posting));
  reviewAlerts(draft, wallet, cause);
  return transactions;
}

function append(draft: Draft, owner: Account, wallet: Wallet, posting: Posting): Transaction {
  const transaction = step(owner, wallet, posting, draft.now);
  report(draft, owner, transaction);
  carryOut(draft, wallet, transaction, posting);
  return transaction;
}

/** Stores a transaction that has just got its number, and delivers its event before there is another one. */
function report(draft: Draft, owner: Account, transaction: Transaction): void {
  draft.insert("transactions", transaction);
  deliverNow(draft, owner, movementType(transaction.amount));
}

/**
 * What else follows from each movement, in this order. Alerts follow once from movements that are posted together:
 * `reviewAlerts`. Calls and no table of functions, which would keep the engine from compiling them into one.
 */
function carryOut(draft: Draft, wallet: Wallet, transaction: Transaction, posting: Posting): void {
  trackSpend(draft, wallet, transaction, posting);
  settleTopup(draft, wallet, transaction, posting);
}
