import { sql } from "kysely";
import type { Discrepancy, Reads, SweepCursor } from "../store.ts";
import type { Db, StoredInteger } from "./database.ts";

/** Wallets audited by one statement. */
const WALLETS_PER_AUDIT = 250;

/**
 * Recomputes wallets from their transactions, in SQL, apart from the code that moves balances: the sum must be the balance, the count
 * the sequence, and every running balance the one before it plus the amount; what is held must be the sum of the open holds. Wallets and transactions are read by one statement, so a
 * server that goes on posting meanwhile is no discrepancy.
 */
export function verifyReads(db: Db): Pick<Reads, "verify"> {
  return {
    async verify(cursor) {
      const first = await nextWallet(db, cursor ?? { accountId: 0, walletId: 0 });
      if (!first) return { wallets: 0, discrepancies: [], next: null };
      const last = { ...first, walletId: first.walletId + WALLETS_PER_AUDIT - 1 };
      const audited = await audit(db, first, last);
      return {
        wallets: audited.length,
        discrepancies: audited.flatMap(compare),
        next: (await nextWallet(db, last)) === null ? null : last,
      };
    },
  };
}

async function nextWallet(db: Db, after: SweepCursor): Promise<SweepCursor | null> {
  const row = await db
    .selectFrom("wallets")
    .select(["accountId", "id"])
    .where((eb) =>
      eb.or([
        eb("accountId", ">", after.accountId),
        eb.and([eb("accountId", "=", after.accountId), eb("id", ">", after.walletId)]),
      ]),
    )
    .orderBy("accountId")
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row ? { accountId: Number(row.accountId), walletId: Number(row.id) } : null;
}

interface Audited {
  readonly accountId: StoredInteger;
  readonly id: StoredInteger;
  readonly balance: StoredInteger;
  readonly sequence: StoredInteger;
  /** The sum's upper and lower halves, added up apart: a corrupted amount must not overflow the audit that is to find it. */
  readonly high: StoredInteger;
  readonly low: StoredInteger;
  readonly count: StoredInteger;
  readonly lastSequence: StoredInteger;
  readonly broken: StoredInteger;
  readonly held: StoredInteger;
  readonly heldHigh: StoredInteger;
  readonly heldLow: StoredInteger;
}

async function audit(db: Db, first: SweepCursor, last: SweepCursor): Promise<readonly Audited[]> {
  const { rows } = await sql<Audited>`
    SELECT w.account_id, w.id, w.balance, w.sequence, w.held,
           coalesce(h.high, 0) AS held_high, coalesce(h.low, 0) AS held_low,
           coalesce(m.high, 0) AS high, coalesce(m.low, 0) AS low, coalesce(m.count, 0) AS count,
           coalesce(m.last_sequence, 0) AS last_sequence, coalesce(m.broken, 0) AS broken
    FROM wallets AS w
    LEFT JOIN (
      SELECT wallet_id, sum(amount >> 32) AS high, sum(amount & 4294967295) AS low, count(*) AS count, max(sequence) AS last_sequence,
             sum(CASE WHEN balance_after <> CAST(coalesce(previous, 0) AS numeric) + amount THEN 1 ELSE 0 END) AS broken
      FROM (
        SELECT wallet_id, amount, sequence, balance_after,
               lag(balance_after) OVER (PARTITION BY wallet_id ORDER BY sequence) AS previous
        FROM transactions
        WHERE account_id = ${first.accountId} AND wallet_id BETWEEN ${first.walletId} AND ${last.walletId}
      ) AS movements
      GROUP BY wallet_id
    ) AS m ON m.wallet_id = w.id
    LEFT JOIN (
      SELECT wallet_id, sum(amount >> 32) AS high, sum(amount & 4294967295) AS low
      FROM holds
      WHERE account_id = ${first.accountId} AND wallet_id BETWEEN ${first.walletId} AND ${last.walletId} AND status = 'open'
      GROUP BY wallet_id
    ) AS h ON h.wallet_id = w.id
    WHERE w.account_id = ${first.accountId} AND w.id BETWEEN ${first.walletId} AND ${last.walletId}
    ORDER BY w.id`.execute(db);
  return rows;
}

function compare(audited: Audited): Discrepancy[] {
  const at = { accountId: Number(audited.accountId), walletId: Number(audited.id) };
  const sum = (BigInt(audited.high) << 32n) + BigInt(audited.low);
  const { balance, sequence, count, lastSequence, broken } = audited;
  const found: Discrepancy[] = [];
  if (BigInt(balance) !== sum) {
    found.push({ ...at, problem: "balance", stored: String(balance), computed: String(sum) });
  }
  if (BigInt(sequence) !== BigInt(count) || BigInt(sequence) !== BigInt(lastSequence)) {
    found.push({ ...at, problem: "sequence", stored: String(sequence), computed: String(count) });
  }
  if (BigInt(broken) > 0n) {
    const stored = `${broken} of ${count} transactions`;
    found.push({ ...at, problem: "running_balance", stored, computed: "0" });
  }
  const held = (BigInt(audited.heldHigh) << 32n) + BigInt(audited.heldLow);
  if (BigInt(audited.held) !== held) {
    found.push({ ...at, problem: "held", stored: String(audited.held), computed: String(held) });
  }
  return found;
}
