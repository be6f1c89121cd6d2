import type { Draft, Lookup } from "../draft.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";

/** How many transactions are read back at a time; the sum bounds how far. */
const STEPS = [8, 64, 512, 4_096] as const;

/** A wallet, and from when on its transactions are asked for, by our clock. */
export interface Recency {
  readonly wallet: Readonly<Wallet>;
  readonly since: number;
}

/** Whether the wallet may have a transaction posted at or after `since`, as far as its row tells. */
export function mayHavePosted({ sequence, updatedAt }: Readonly<Wallet>, since: number): boolean {
  return sequence > 0 && updatedAt >= since;
}

/** What `postedSince` reads of most wallets, for `Draft.require`. */
export function recentLookups(wanted: readonly Recency[]): Lookup[] {
  return wanted
    .filter(({ wallet, since }) => mayHavePosted(wallet, since))
    .flatMap(({ wallet }) => sequenceLookups(wallet, 0, STEPS[0]));
}

/**
 * For each wallet its transactions posted at or after `since`, newest first; null when there are too many to read. Reads back from the newest, all
 * wallets at once, for usually there are none.
 */
export function postedSince(
  draft: Draft,
  wanted: readonly Recency[],
): Map<number, readonly Readonly<Transaction>[] | null> {
  const found = new Map<number, Readonly<Transaction>[] | null>();
  let going = wanted.filter(({ wallet, since }) => mayHavePosted(wallet, since));
  for (const { wallet } of wanted) found.set(wallet.id, []);
  let depth = 0;
  for (const step of STEPS) {
    if (going.length === 0) return found;
    draft.require(going.flatMap(({ wallet }) => sequenceLookups(wallet, depth, step)));
    going = going.filter(({ wallet, since }) => {
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
        if (transaction.createdAt < since) return false;
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
    const key = [wallet.accountId, wallet.id, wallet.sequence - back];
    lookups.push({ table: "transactions", index: "sequence", key });
  }
  return lookups;
}
