import { row } from "../command.ts";
import type { Draft, Lookup } from "../draft.ts";
import { MAX_AMOUNT, type Amount } from "../money/amount.ts";
import type { TransactionKind } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import { dayOf } from "./day.ts";

/** Debits of these kinds are spend; a refund takes it back. Top-ups, adjustments and exchange are not. */
const SPEND_KINDS: ReadonlySet<TransactionKind> = new Set(["order", "usage", "payout", "card"]);

export function isSpend(kind: TransactionKind): boolean {
  return SPEND_KINDS.has(kind);
}

/**
 * Adds to a wallet's spend. `amount` > 0; `at` is when it happened, null for now. The present day is counted on the
 * wallet's row, so that a debit needs no read for it; spend of an earlier day changes that day's row. `post()` calls it
 * for every debit of a kind that is spend, and for a mirror's fall between snapshots without a known movement (a
 * negative `reconciliation` after the opening one).
 */
export function countSpend(draft: Draft, wallet: Wallet, amount: Amount, at: number | null): void {
  const today = turnDay(draft, wallet);
  const day = at === null ? today : Math.min(dayOf(at), today);
  if (day === today) {
    wallet.spendToday = atMost(wallet.spendToday + amount);
    // The first spend, or the first after a silence that has brought the typical spend to zero.
    if (wallet.typicalDue === null) wallet.typicalDue = today + 1;
  } else {
    const before = draft.get("walletSpend", wallet.accountId, wallet.id, day);
    if (before) {
      draft.edit("walletSpend", before).spend = atMost(before.spend + amount);
    } else {
      draft.insert("walletSpend", { accountId: wallet.accountId, walletId: wallet.id, day, spend: amount });
    }
    wallet.typicalDue = today;
  }
  if (wallet.spendSince === null || day < wallet.spendSince) wallet.spendSince = day;
}

/**
 * Withdraws spend from the day it happened: a refund, or inferred spend that a backfilled movement has explained since
 * (posting the `order` that explains an earlier negative `reconciliation` withdraws its amount, or it would count
 * twice). `at` is when the spend happened, null for now. A day's spend never falls below zero, and the excess is not
 * taken from another day.
 */
export function withdrawSpend(draft: Draft, wallet: Wallet, amount: Amount, at: number | null): void {
  const today = turnDay(draft, wallet);
  const day = at === null ? today : Math.min(dayOf(at), today);
  if (day === today) {
    wallet.spendToday = notNegative(wallet.spendToday - amount);
    return;
  }
  const before = draft.get("walletSpend", wallet.accountId, wallet.id, day);
  if (!before) return;
  draft.edit("walletSpend", before).spend = notNegative(before.spend - amount);
  wallet.typicalDue = today;
}

/**
 * Closes the day whose spend a wallet counted when it is over, and returns the present day. Days are closed once and in
 * order, and late movements only touch closed ones, so the row is new. A clock that goes back reopens nothing.
 */
export function turnDay(draft: Draft, wallet: Wallet): number {
  const today = dayOf(draft.now);
  if (today <= wallet.spendDay) return wallet.spendDay;
  if (wallet.spendToday > 0n) {
    draft.insert("walletSpend", {
      accountId: wallet.accountId,
      walletId: wallet.id,
      day: wallet.spendDay,
      spend: wallet.spendToday,
    });
  }
  wallet.spendDay = today;
  wallet.spendToday = 0n;
  return today;
}

/**
 * The row that spend of an earlier day changes; a command that posts many past movements passes it to `Draft.require`.
 */
export function spendLookups(draft: Draft, wallet: Readonly<Wallet>, at: number): Lookup[] {
  const day = dayOf(at);
  return day < Math.max(dayOf(draft.now), wallet.spendDay)
    ? [row("walletSpend", wallet.accountId, wallet.id, day)]
    : [];
}

function atMost(amount: bigint): Amount {
  return amount > MAX_AMOUNT ? MAX_AMOUNT : amount;
}

function notNegative(amount: bigint): Amount {
  return amount < 0n ? 0n : amount;
}
