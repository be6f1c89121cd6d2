import { row, type Handler } from "../command.ts";
import { parseAmount, type Amount } from "../money/amount.ts";
import type { Direction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import { countPast } from "../spend/count.ts";
import { dayOf } from "../spend/day.ts";

/** @limit Polling: days of a provider's transactions that are counted as spend when a mirror is discovered. */
export const HISTORY_DAYS = 8;

/** @limit Polling: transactions of a mirror's history that are counted, newest first. */
export const HISTORY_TRANSACTIONS = 5_000;

/** A line of the provider's list from before the discovery. */
export interface PastMovement {
  readonly direction: Direction;
  /** Positive decimal text. */
  readonly amount: string;
  /** Null: the wallet's. */
  readonly currency: string | null;
  readonly referenceNumber: string | null;
  /** By the provider's clock. */
  readonly occurredAt: number;
}

/** The provider's transactions from before a mirror's discovery. */
export interface CountHistory {
  readonly type: "count_history";
  readonly accountId: number;
  readonly walletId: number;
  /** At most `HISTORY_TRANSACTIONS`, newest first, completed ones only. */
  readonly movements: readonly PastMovement[];
  /** Whether the list reaches back `HISTORY_DAYS`; otherwise its oldest day is incomplete and not counted. */
  readonly complete: boolean;
}

/**
 * Counts what a mirror spent before it was discovered, so that its typical spend is known at once. Moves no balance and
 * posts nothing: the opening balance contains all of it. Done once for each mirror.
 */
export const countHistory: Handler<CountHistory, { readonly counted: number }> = {
  lookups: ({ accountId, walletId }) => [row("wallets", accountId, walletId)],

  apply: (draft, { accountId, walletId, movements, complete }): Outcome<{ counted: number }> => {
    const target = draft.get("wallets", accountId, walletId);
    if (!target) return rejected("wallet_not_found");
    const { historyBefore } = target;
    if (historyBefore === null) return accepted({ counted: 0 });
    const inside = movements.filter(({ occurredAt }) => occurredAt < historyBefore);
    const oldest = movements.at(-1)?.occurredAt ?? 0;
    const whole = complete ? inside : inside.filter(({ occurredAt }) => dayOf(occurredAt) > dayOf(oldest));
    const spends = spendsOf(target, whole);
    draft.require(
      [...new Set(spends.map(({ at }) => dayOf(at)))].map((day) => row("walletSpend", accountId, walletId, day)),
    );
    const wallet = draft.edit("wallets", target);
    wallet.historyBefore = null;
    countPast(draft, wallet, spends);
    return accepted({ counted: spends.length });
  },
};

interface Past {
  /** Signed: a refund is negative. */
  readonly amount: Amount;
  readonly at: number;
}

/**
 * Every debit is spend; a credit with the reference of a debit is its refund, and lowers the debit's day. Other credits are top-ups.
 */
function spendsOf(wallet: Readonly<Wallet>, movements: readonly PastMovement[]): Past[] {
  const debits = new Map<string, number>();
  const spends: Past[] = [];
  for (const { direction, amount, currency, referenceNumber, occurredAt } of movements.toReversed()) {
    const parsed = parseAmount(amount, wallet.assetScale);
    if (!parsed.ok || (currency !== null && currency !== wallet.currency)) continue;
    const of = referenceNumber === null ? undefined : debits.get(referenceNumber);
    if (direction === "DEBIT") {
      spends.push({ amount: parsed.value, at: occurredAt });
      if (referenceNumber !== null) debits.set(referenceNumber, occurredAt);
    } else if (of !== undefined) spends.push({ amount: -parsed.value, at: of });
  }
  return spends;
}
