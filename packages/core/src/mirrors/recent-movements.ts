import { rows } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";

/** Numbers of transactions read back at a time; their sum bounds the search. */
const STEPS = [8, 64, 512, 4_096] as const;

/** A wallet, and the bound of reading back its transactions. */
export interface Recency {
  readonly wallet: Readonly<Wallet>;
  /** Whether a transaction and all before it are left out. */
  readonly isOlder: (transaction: Readonly<Transaction>) => boolean;
}

/** The lookups of `newestTransactions` for most wallets, for `Draft.require`. */
export function recentLookups(wallets: readonly Readonly<Wallet>[]): Lookup[] {
  return wallets.flatMap((wallet) => sequenceLookups(wallet, 0, STEPS[0]));
}

/**
 * Returns for each wallet its transactions, newest first, until one is older than needed; null when there are too many
 * to read. Reads back from the newest, all wallets at once, because usually there are few.
 */
export function newestTransactions(
  draft: Draft,
  wanted: readonly Recency[],
): Map<number, readonly Readonly<Transaction>[] | null> {
  const found = new Map<number, Readonly<Transaction>[] | null>();
  let going = wanted.filter(({ wallet }) => wallet.sequence > 0);
  for (const { wallet } of wanted) found.set(wallet.id, []);
  let depth = 0;
  for (const step of STEPS) {
    if (going.length === 0) return found;
    draft.require(going.flatMap(({ wallet }) => sequenceLookups(wallet, depth, step)));
    going = going.filter(({ wallet, isOlder }) => {
      const transactions = found.get(wallet.id) ?? [];
      for (let back = depth; back < depth + step; back += 1) {
        if (back >= wallet.sequence) return false;
        const [transaction] = draft.find(
          "transactions",
          "sequence",
          wallet.accountId,
          wallet.id,
          wallet.sequence - back,
        );
        if (!transaction) throw new Error(`wallet ${wallet.id} has no transaction ${wallet.sequence - back}`);
        if (isOlder(transaction)) return false;
        transactions.push(transaction);
      }
      return true;
    });
    depth += step;
  }
  for (const { wallet } of going) found.set(wallet.id, null);
  return found;
}

function sequenceLookups(wallet: Readonly<Wallet>, depth: number, step: number): Lookup[] {
  const lookups: Lookup[] = [];
  for (let back = depth; back < Math.min(depth + step, wallet.sequence); back += 1) {
    lookups.push(rows("transactions", "sequence", wallet.accountId, wallet.id, wallet.sequence - back));
  }
  return lookups;
}
