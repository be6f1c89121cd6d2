import { sql, type RawBuilder } from "kysely";
import type { Discrepancy, SweepCursor, VerifiedPart } from "../port/chores.ts";
import type { Reads } from "../port/reads.ts";
import type { Db, StoredInteger } from "./database.ts";
import { ofEveryAccount } from "./every-account.ts";
import { verifyEvents } from "./verify-events.ts";

/** @limit Lists and chores: wallets that one statement of `plimsoll verify` recomputes. */
const WALLETS_PER_AUDIT = 250;
/**
 * PostgreSQL adds them up in a fraction of its statement timeout.
 * @limit Lists and chores: transactions that one such statement adds up.
 */
const TRANSACTIONS_PER_AUDIT = 250_000;

/**
 * Recomputes wallets from their transactions, in SQL, independently of the code that moves balances: the sum must be
 * the balance, the count the sequence, and every running balance the previous one plus the amount; the held amount must
 * be the sum of the open holds. One statement reads wallets and transactions, so movements posted meanwhile cause no
 * discrepancy. A wallet with more transactions than one statement adds up is verified in parts, in the order of its
 * sequence; the last part is read with the wallet. With an account's first wallets, its events are checked.
 */
export function verifyReads(db: Db): Pick<Reads, "verify"> {
  return {
    async verify(cursor, most = TRANSACTIONS_PER_AUDIT) {
      const after = cursor ?? { accountId: 0, walletId: 0 };
      const piece = cursor?.part === undefined ? await nextPiece(db, after, most) : pieceOf(after, cursor.part);
      if (!piece) return { wallets: 0, discrepancies: [], next: null };
      const { accountId } = piece;
      const ofAccount = accountId === after.accountId ? [] : await verifyEvents(db, accountId);
      if (piece.part !== null) {
        const part = await nextPart(db, piece, piece.part, most);
        if (part !== null) return { wallets: 0, discrepancies: ofAccount, next: { ...piece.last, part } };
      }
      const audited = await audit(db, piece);
      const ofWallets = audited.flatMap((row) => compare(row, piece.part ?? NOTHING));
      return { wallets: audited.length, discrepancies: [...ofAccount, ...ofWallets], next: piece.last };
    },
  };
}

const NOTHING: VerifiedPart = { upTo: 0, sum: 0n, count: 0, broken: 0, balance: 0n };

/** Consecutive wallets of one account; or one wallet alone, with what is known of its first transactions. */
interface Piece {
  readonly accountId: number;
  readonly first: number;
  readonly last: SweepCursor;
  readonly part: VerifiedPart | null;
}

function pieceOf({ accountId, walletId }: SweepCursor, part: VerifiedPart): Piece {
  return { accountId, first: walletId, last: { accountId, walletId }, part };
}

async function nextPiece(db: Db, after: SweepCursor, most: number): Promise<Piece | null> {
  const rows = await db
    .selectFrom("wallets")
    .modifyFront(ofEveryAccount("wallets to be verified"))
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
  if (transactions > most) return pieceOf({ accountId, walletId: last }, NOTHING);
  for (const other of others) {
    transactions += Number(other.sequence);
    if (Number(other.accountId) !== accountId || transactions > most) break;
    last = Number(other.id);
  }
  return { accountId, first: Number(first.id), last: { accountId, walletId: last }, part: null };
}

/** What a wallet's next transactions add to the part; null when they are its last. */
async function nextPart(
  db: Db,
  { accountId, first }: Piece,
  part: VerifiedPart,
  most: number,
): Promise<VerifiedPart | null> {
  const own = db.selectFrom("transactions").where("accountId", "=", accountId).where("walletId", "=", first);
  const end = await own
    .select(["sequence", "balanceAfter"])
    .where("sequence", ">", part.upTo)
    .orderBy("sequence")
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
  if (!end) return null;
  const { rows } =
    await sql<Movements>`${movements({ accountId, first, last: first, after: part, upTo: end.sequence })}`.execute(db);
  const sums = rows[0];
  if (!sums) return null;
  return {
    upTo: Number(end.sequence),
    sum: part.sum + wholeOf(sums.high, sums.low),
    count: part.count + Number(sums.count),
    broken: part.broken + Number(sums.broken),
    balance: BigInt(end.balanceAfter),
  };
}

interface Movements {
  readonly high: StoredInteger;
  readonly low: StoredInteger;
  readonly count: StoredInteger;
  readonly broken: StoredInteger;
}

interface Stretch {
  readonly accountId: number;
  readonly first: number;
  readonly last: number;
  /** The transactions behind this part. */
  readonly after: VerifiedPart;
  /** Null for all of them. */
  readonly upTo: StoredInteger | null;
}

/** The transactions of consecutive wallets, added up by wallet. */
function movements({ accountId, first, last, after, upTo }: Stretch): RawBuilder<Movements> {
  return sql`
    SELECT wallet_id, sum(amount >> 32) AS high, sum(amount & 4294967295) AS low, count(*) AS count, max(sequence) AS last_sequence,
           sum(CASE WHEN balance_after <> CAST(coalesce(previous, CAST(${String(after.balance)} AS bigint)) AS numeric) + amount THEN 1 ELSE 0 END) AS broken
    FROM (
      SELECT wallet_id, amount, sequence, balance_after,
             lag(balance_after) OVER (PARTITION BY wallet_id ORDER BY sequence) AS previous
      FROM transactions
      WHERE account_id = ${accountId} AND wallet_id BETWEEN ${first} AND ${last} AND sequence > ${after.upTo}
        ${upTo === null ? sql`` : sql`AND sequence <= ${upTo}`}
    ) AS stretch
    GROUP BY wallet_id`;
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

async function audit(db: Db, { accountId, first, last, part }: Piece): Promise<readonly Audited[]> {
  const after = part ?? NOTHING;
  const { rows } = await sql<Audited>`
    SELECT w.account_id, w.id, w.balance, w.sequence, w.held,
           coalesce(h.high, 0) AS held_high, coalesce(h.low, 0) AS held_low,
           coalesce(m.high, 0) AS high, coalesce(m.low, 0) AS low, coalesce(m.count, 0) AS count,
           coalesce(m.last_sequence, 0) AS last_sequence, coalesce(m.broken, 0) AS broken
    FROM wallets AS w
    LEFT JOIN (${movements({ accountId, first, last: last.walletId, after, upTo: null })}) AS m ON m.wallet_id = w.id
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

/** `before` are the wallet's transactions that were added up already. */
function compare(audited: Audited, before: VerifiedPart): Discrepancy[] {
  const at = { accountId: Number(audited.accountId), walletId: Number(audited.id) };
  const sum = before.sum + wholeOf(audited.high, audited.low);
  const { balance, sequence } = audited;
  const count = BigInt(before.count) + BigInt(audited.count);
  const broken = BigInt(before.broken) + BigInt(audited.broken);
  const lastSequence = Math.max(before.upTo, Number(audited.lastSequence));
  const found: Discrepancy[] = [];
  if (BigInt(balance) !== sum) {
    found.push({ ...at, problem: "balance", stored: String(balance), computed: String(sum) });
  }
  if (BigInt(sequence) !== count || BigInt(sequence) !== BigInt(lastSequence)) {
    found.push({ ...at, problem: "sequence", stored: String(sequence), computed: String(count) });
  }
  if (broken > 0n) {
    const stored = `${broken} of ${count} transactions`;
    found.push({ ...at, problem: "running_balance", stored, computed: "0" });
  }
  const held = wholeOf(audited.heldHigh, audited.heldLow);
  if (BigInt(audited.held) !== held) {
    found.push({ ...at, problem: "held", stored: String(audited.held), computed: String(held) });
  }
  return found;
}

function wholeOf(high: StoredInteger, low: StoredInteger): bigint {
  return (BigInt(high) << 32n) + BigInt(low);
}
