import type { Draft } from "../draft.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import { countSpend, isSpend, withdrawSpend } from "./count.ts";

interface SpendOf {
  readonly spentAt?: number | null;
  readonly correction?: boolean;
}

/** Counts a debit as spend, and withdraws a refund from the spend of its day. */
export function trackSpend(
  draft: Draft,
  wallet: Wallet,
  { amount, kind, occurredAt }: Readonly<Transaction>,
  { spentAt, correction }: SpendOf,
): void {
  if (amount > 0n) {
    if (kind === "refund") withdrawSpend(draft, wallet, amount, spentAt ?? null);
  } else if (isSpend(kind) || (kind === "reconciliation" && isInferredSpend(wallet) && correction !== true)) {
    countSpend(draft, wallet, -amount, occurredAt);
  }
}

/**
 * Whether a mirror fell between two snapshots without a known reason. Its first transaction is the opening balance,
 * which is not spend.
 */
function isInferredSpend(wallet: Readonly<Wallet>): boolean {
  return wallet.source === "mirror" && wallet.sequence > 1;
}
