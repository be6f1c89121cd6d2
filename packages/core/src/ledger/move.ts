import type { Account } from "../model/account.ts";
import type { WalletSpend } from "../model/spend.ts";
import type { Transaction, TransactionKind } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import type { Amount } from "../money/amount.ts";
import { countPresent, isPresent, isSpend, turnDay } from "../spend/count.ts";

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
 * caller is to store the transaction, and the day that is over if there is one, and to deliver the event. `general`, with
 * nothing changed, when more may follow.
 */
export function move(owner: Account, wallet: Wallet, posting: Posting, now: number, store: DayStore): Moved {
  return isPlain(wallet, posting, now) ? movePlainly(owner, wallet, posting, now, store) : "general";
}

export type Moved = Transaction | "general";

/** Called with the spend of a day that a movement has closed. */
export type DayStore = (day: WalletSpend) => void;

/**
 * Whether nothing follows from the movement but its event. More may follow from an alert or another quiet range, a top-up
 * that settles, spend of another interval, a refund, a reconciliation.
 */
export function isPlain(wallet: Readonly<Wallet>, { amount, kind, occurredAt }: Posting, now: number): boolean {
  const free = wallet.balance + amount - wallet.held;
  if (free <= wallet.alertFloor || free >= wallet.alertCeiling) return false;
  if (amount > 0n) return kind !== "refund" && wallet.openTopups === 0;
  return isSpend(kind) ? isPresent(wallet, occurredAt ?? null, now) : kind !== "reconciliation";
}

/** Carries out a movement for which `isPlain` holds. */
export function movePlainly(
  owner: Account,
  wallet: Wallet,
  posting: Posting,
  now: number,
  store: DayStore,
): Transaction {
  const transaction = step(owner, wallet, posting, now);
  if (spends(posting)) {
    const closed = turnDay(wallet, now);
    if (closed) store(closed);
    countPresent(wallet, -posting.amount, now);
  }
  const free = wallet.balance - wallet.held;
  if (free < wallet.lowest) wallet.lowest = free;
  return transaction;
}

/** Whether a movement is spend by its kind. */
export function spends({ amount, kind }: Posting): boolean {
  return amount <= 0n && isSpend(kind);
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
