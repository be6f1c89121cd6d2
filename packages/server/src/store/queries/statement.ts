import { sql } from "kysely";
import { setImmediate } from "node:timers/promises";
import type { Reads } from "../port/reads.ts";
import type { StatementLine } from "../port/statement.ts";
import type { Db, StoredInteger } from "./database.ts";
import { sequencesOf } from "./transactions.ts";

/** @limit Lists and chores: transactions that a statement adds up before other requests get their turn. */
const SUMMED_AT_ONCE = 2_000;

/** Sums of 64-bit amounts may be larger: two halves of nine digits each are not. */
const HALF = 1_000_000_000n;

export function statementReads(db: Db): Pick<Reads, "statement"> {
  return {
    async statement(accountId, wallet, period) {
      const { first, last } = await sequencesOf(db, accountId, wallet, period);
      const lines = new Map<string, StatementLine>();
      for (let from = first; from <= last; from += SUMMED_AT_ONCE) {
        await setImmediate();
        for (const line of await sums(db, accountId, wallet.id, from, Math.min(last, from + SUMMED_AT_ONCE - 1))) {
          const name = `${line.direction} ${line.kind}`;
          const before = lines.get(name);
          lines.set(name, {
            ...line,
            amount: line.amount + (before?.amount ?? 0n),
            count: line.count + (before?.count ?? 0),
          });
        }
      }
      return {
        opening: await balanceAt(db, accountId, wallet.id, Math.min(first - 1, wallet.sequence)),
        closing: await balanceAt(db, accountId, wallet.id, Math.max(last, first - 1)),
        lines: [...lines.values()],
      };
    },
  };
}

/** The balance after a wallet's first `sequence` transactions. */
async function balanceAt(db: Db, accountId: number, walletId: number, sequence: number): Promise<bigint> {
  if (sequence === 0) return 0n;
  const row = await db
    .selectFrom("transactions")
    .select("balanceAfter")
    .where("accountId", "=", accountId)
    .where("walletId", "=", walletId)
    .where("sequence", "=", sequence)
    .executeTakeFirstOrThrow();
  return BigInt(row.balanceAfter);
}

async function sums(
  db: Db,
  accountId: number,
  walletId: number,
  first: number,
  last: number,
): Promise<readonly StatementLine[]> {
  const half = sql.lit(Number(HALF));
  const rows = await db
    .selectFrom("transactions")
    .select("kind")
    .select([
      sql<StoredInteger>`CASE WHEN amount < 0 THEN 1 ELSE 0 END`.as("isDebit"),
      sql<StoredInteger>`sum(amount / ${half})`.as("high"),
      sql<StoredInteger>`sum(amount % ${half})`.as("low"),
      sql<StoredInteger>`count(*)`.as("count"),
    ])
    .where("accountId", "=", accountId)
    .where("walletId", "=", walletId)
    .where("sequence", ">=", first)
    .where("sequence", "<=", last)
    .groupBy(["kind", sql`CASE WHEN amount < 0 THEN 1 ELSE 0 END`])
    .execute();
  return rows.map(({ kind, isDebit, high, low, count }) => {
    const amount = BigInt(high) * HALF + BigInt(low);
    return {
      kind,
      direction: Number(isDebit) === 1 ? ("DEBIT" as const) : ("CREDIT" as const),
      amount: amount < 0n ? -amount : amount,
      count: Number(count),
    };
  });
}
