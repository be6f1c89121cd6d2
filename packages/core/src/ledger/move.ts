import type { Account } from "../model/account.ts";
import type { Transaction, TransactionKind } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import type { Amount } from "../money/amount.ts";
import { countPresent, isPresent, isSpend } from "../spend/count.ts";

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

/**
 * A plain movement, whole: the balance, the counters, and the spend of the present interval. All that is left to the
 * caller is to store the transaction and to deliver its event. `general`, with nothing changed, when more may follow: an
 * alert or another quiet range, a top-up that settles, spend of another interval or day, a refund, a reconciliation.
 */
export function move(owner: Account, wallet: Wallet, posting: Posting, now: number): Transaction | "general" {
  const { amount, kind } = posting;
  const free = wallet.balance + amount - wallet.held;
  if (free <= wallet.alertFloor || free >= wallet.alertCeiling) return "general";
  const spends = amount <= 0n && isSpend(kind);
  if (amount > 0n) {
    if (kind === "refund" || wallet.openTopups > 0) return "general";
  } else if (spends ? !isPresent(wallet, posting.occurredAt ?? null, now) : kind === "reconciliation") {
    return "general";
  }
  const transaction = step(owner, wallet, posting, now);
  if (spends) countPresent(wallet, -amount, now);
  if (free < wallet.lowest) wallet.lowest = free;
  return transaction;
}

/**
 * The next transaction of a wallet and its account, and the account's next event: a movement is its own. Nothing else
 * changes a balance.
 */
export function step(owner: Account, wallet: Wallet, posting: Posting, now: number): Transaction {
  owner.transactionCount += 1;
  owner.eventCount += 1;
  wallet.sequence += 1;
  wallet.balance += posting.amount;
  wallet.lastTransactionId = owner.transactionCount;
  wallet.updatedAt = now;
  return {
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
    createdAt: now,
  };
}
