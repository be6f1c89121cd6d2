import { sql } from "kysely";
import type { Discrepancy, Reads } from "../store.ts";
import type { Db } from "./database.ts";

/** Wallets audited by one statement. */
const WALLETS_PER_AUDIT = 2_000;

/**
 * Recomputes wallets from their transactions, in SQL, apart from the code that moves balances: the sum must be the balance, the count
 * the sequence, and every running balance the one before it plus the amount.
 */
export function verifyReads(db: Db): Pick<Reads, "verify"> {
  return {
    async verify(cursor) {
      const wallets = await db
        .selectFrom("wallets")
        .select(["accountId", "id", "balance", "sequence"])
        .where(({ eb, or, and }) =>
          or([
            eb("accountId", ">", cursor?.accountId ?? 0),
            and([eb("accountId", "=", cursor?.accountId ?? 0), eb("id", ">", cursor?.walletId ?? 0)]),
          ]),
        )
        .orderBy("accountId")
        .orderBy("id")
        .limit(WALLETS_PER_AUDIT)
        .execute();
      const last = wallets.at(-1);
      const discrepancies: Discrepancy[] = [];
      for (const accountId of new Set(wallets.map((wallet) => Number(wallet.accountId)))) {
        const group = wallets.filter((wallet) => Number(wallet.accountId) === accountId);
        const ids = group.map(({ id }) => Number(id));
        const sums = await recomputed(db, accountId, ids[0] ?? 0, ids.at(-1) ?? 0);
        for (const wallet of group) {
          discrepancies.push(...compare(accountId, wallet, sums.get(Number(wallet.id))));
        }
      }
      return {
        wallets: wallets.length,
        discrepancies,
        next:
          last && wallets.length === WALLETS_PER_AUDIT
            ? { accountId: Number(last.accountId), walletId: Number(last.id) }
            : null,
      };
    },
  };
}

interface Recomputed {
  readonly sum: bigint;
  readonly count: bigint;
  readonly lastSequence: bigint;
  readonly broken: bigint;
}

async function recomputed(db: Db, accountId: number, first: number, last: number): Promise<Map<number, Recomputed>> {
  const { rows } = await sql<{
    walletId: unknown;
    sum: bigint | string;
    count: bigint | string;
    lastSequence: bigint | string;
    broken: bigint | string;
  }>`
    SELECT wallet_id, sum(amount) AS sum, count(*) AS count, max(sequence) AS last_sequence,
           sum(CASE WHEN balance_after <> coalesce(previous, 0) + amount THEN 1 ELSE 0 END) AS broken
    FROM (
      SELECT wallet_id, amount, sequence, balance_after,
             lag(balance_after) OVER (PARTITION BY wallet_id ORDER BY sequence) AS previous
      FROM transactions
      WHERE account_id = ${accountId} AND wallet_id BETWEEN ${first} AND ${last}
    ) AS movements
    GROUP BY wallet_id`.execute(db);
  return new Map(
    rows.map((row) => [
      Number(row.walletId),
      {
        sum: BigInt(row.sum),
        count: BigInt(row.count),
        lastSequence: BigInt(row.lastSequence),
        broken: BigInt(row.broken),
      },
    ]),
  );
}

function compare(
  accountId: number,
  wallet: { readonly id: number; readonly balance: bigint; readonly sequence: number },
  computed: Recomputed | undefined,
): Discrepancy[] {
  const { sum, count, lastSequence, broken } = computed ?? {
    sum: 0n,
    count: 0n,
    lastSequence: 0n,
    broken: 0n,
  };
  const at = { accountId, walletId: Number(wallet.id) };
  const found: Discrepancy[] = [];
  if (BigInt(wallet.balance) !== sum) {
    found.push({
      ...at,
      problem: "balance",
      stored: String(wallet.balance),
      computed: String(sum),
    });
  }
  const sequence = BigInt(wallet.sequence);
  if (sequence !== count || sequence !== lastSequence) {
    found.push({ ...at, problem: "sequence", stored: String(sequence), computed: String(count) });
  }
  if (broken > 0n) {
    found.push({
      ...at,
      problem: "running_balance",
      stored: `${broken} of ${count} transactions`,
      computed: "0",
    });
  }
  return found;
}
