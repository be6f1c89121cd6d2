import { sql } from "kysely";
import type { Discrepancy, SweepCursor } from "../port/chores.ts";
import type { Reads } from "../port/reads.ts";
import type { Db, StoredInteger } from "./database.ts";

/** @limit Lists and chores: wallets that one statement of `plimsoll verify` recomputes. */
const WALLETS_PER_AUDIT = 250;
/**
 * PostgreSQL adds them up in a fraction of its statement timeout.
 * @limit Lists and chores: transactions that one such statement adds up, unless one wallet alone has more.
 */
const TRANSACTIONS_PER_AUDIT = 250_000;

/**
 * Recomputes wallets from their transactions, in SQL, independently of the code that moves balances: the sum must be
 * the balance, the count the sequence, and every running balance the previous one plus the amount; the held amount must
 * be the sum of the open holds. One statement reads wallets and transactions, so movements posted meanwhile cause no
 * discrepancy.
 */
export function verifyReads(db: Db): Pick<Reads, "verify"> {
  return {
    async verify(cursor) {
      const piece = await nextPiece(db, cursor ?? { accountId: 0, walletId: 0 });
      if (!piece) return { wallets: 0, discrepancies: [], next: null };
      const audited = await audit(db, piece);
      return { wallets: audited.length, discrepancies: audited.flatMap(compare), next: piece.last };
    },
  };
}

/** Consecutive wallets of one account. */
interface Piece {
  readonly accountId: number;
  readonly first: number;
  readonly last: SweepCursor;
}

async function nextPiece(db: Db, after: SweepCursor): Promise<Piece | null> {
  const rows = await db
    .selectFrom("wallets")
    .select(["accountId", "id", "sequence"])
    .where((eb) =>
      eb.or([
        eb("accountId", ">", after.accountId),
        eb.and([eb("accountId", "=", after.accountId), eb("id", ">", after.walletId)]),
      ]),
    )
    .orderBy("accountId")
    .orderBy("id")
    .limit(WALLETS_PER_AUDIT)
    .execute();
  const [first, ...others] = rows;
  if (!first) return null;
  const accountId = Number(first.accountId);
  let last = Number(first.id);
  let transactions = Number(first.sequence);
  for (const other of others) {
    transactions += Number(other.sequence);
    if (Number(other.accountId) !== accountId || transactions > TRANSACTIONS_PER_AUDIT) break;
    last = Number(other.id);
  }
  return { accountId, first: Number(first.id), last: { accountId, walletId: last } };
}

interface Audited {
  readonly accountId: StoredInteger;
  readonly id: StoredInteger;
  readonly balance: StoredInteger;
  readonly sequence: StoredInteger;
  /**
   * The sum's upper and lower halves, added up separately, because a corrupted amount must not overflow the audit that
   * is to find it.
   */
  readonly high: StoredInteger;
  readonly low: StoredInteger;
  readonly count: StoredInteger;
  readonly lastSequence: StoredInteger;
  readonly broken: StoredInteger;
  readonly held: StoredInteger;
  readonly heldHigh: StoredInteger;
  readonly heldLow: StoredInteger;
}

async function audit(db: Db, { accountId, first, last }: Piece): Promise<readonly Audited[]> {
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
        WHERE account_id = ${accountId} AND wallet_id BETWEEN ${first} AND ${last.walletId}
      ) AS movements
      GROUP BY wallet_id
    ) AS m ON m.wallet_id = w.id
    LEFT JOIN (
      SELECT wallet_id, sum(amount >> 32) AS high, sum(amount & 4294967295) AS low
      FROM holds
      WHERE account_id = ${accountId} AND wallet_id BETWEEN ${first} AND ${last.walletId} AND status = 'open'
      GROUP BY wallet_id
    ) AS h ON h.wallet_id = w.id
    WHERE w.account_id = ${accountId} AND w.id BETWEEN ${first} AND ${last.walletId}
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
