import { movementEvent, type Denomination, type EventRow, type StoredEvent, type Transaction } from "@plimsoll/core";
import { sql, type RawBuilder } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { Db, StoredInteger } from "./database.ts";
import { denominationOf, withDenomination } from "./joined-rows.ts";
import type { Positions } from "./pages.ts";

/*
 * Every read of events. Those of movements are not stored: a position of which no event is stored is the transaction
 * `position − ordinal` of the last stored event before it. `prune` keeps that one for the first position behind it, and
 * says in the account how far it has come, which each statement reads beside the rows, so that both are of one moment.
 */

/** The events at these positions that are still kept, the oldest first. None of them may be behind the newest event. */
export async function eventsIn(db: Db, accountId: number, { first, last }: Positions): Promise<readonly EventRow[]> {
  if (last < first) return [];
  const rows = await storedIn(db, accountId, { first, last }).selectAll("events").execute();
  const stored = rows
    .filter(({ position }) => position !== null)
    .map((row) => decodeRow("events", row))
    .toSorted((a, b) => a.position - b.position);
  const start = Math.max(first, Number(rows[0]?.eventsPruned ?? 0) + 1);
  const before = stored.findLast(({ position }) => position < start)?.ordinal ?? 0;
  const ids = { first: start - before, last: last - (stored.at(-1)?.ordinal ?? 0) };
  const events = stored.filter(({ position }) => position >= start).map(eventOf);
  if (ids.first <= ids.last) {
    const moved = await withDenomination(db, "transactions", accountId)
      .where("transactions.id", ">=", ids.first)
      .where("transactions.id", "<=", ids.last)
      .execute();
    const positions = positionsOfIds(stored);
    const movements = moved
      .map((row) => ({ transaction: decodeRow("transactions", row), denomination: denominationOf(row) }))
      .toSorted((a, b) => a.transaction.id - b.transaction.id);
    for (const { transaction, denomination } of movements) {
      events.push(movementEvent(transaction, denomination, positions(transaction.id)));
    }
  }
  return events.toSorted((a, b) => a.position - b.position);
}

/** An event that was found. */
export interface FoundEvent {
  readonly event: EventRow;
  /** Of a movement: the wallet that it moved; null for every other event. */
  readonly movedWalletId: number | null;
}

/** The events at these positions, by position; without those that `prune` has removed. */
export async function eventsAt(
  db: Db,
  accountId: number,
  positions: ReadonlySet<number>,
): Promise<ReadonlyMap<number, FoundEvent>> {
  if (positions.size === 0) return new Map();
  const wanted = sql.join([...positions].map((position) => sql`(CAST(${position} AS bigint))`));
  const { rows } = await sql<RowAt>`
    SELECT wanted.column1 AS position,
           CASE WHEN e.position = wanted.column1 THEN e.id END AS event_id,
           CASE WHEN e.position = wanted.column1 THEN e.type END AS type,
           CASE WHEN e.position = wanted.column1 THEN e.payload END AS payload,
           CASE WHEN e.position = wanted.column1 THEN e.endpoint_id END AS endpoint_id,
           CASE WHEN e.position = wanted.column1 THEN e.created_at ELSE t.created_at END AS created_at,
           t.id AS transaction_id, t.wallet_id, t.sequence, t.amount, t.balance_after, t.reference_number, t.remarks,
           w.currency AS wallet_currency, w.asset_scale AS wallet_scale
    FROM accounts a
    JOIN (VALUES ${wanted}) AS wanted ON wanted.column1 > a.events_pruned
    LEFT JOIN events e ON e.account_id = a.id AND e.position = (
      SELECT max(b.position) FROM events b WHERE b.account_id = ${accountId} AND b.position <= wanted.column1)
    LEFT JOIN transactions t ON t.account_id = a.id AND t.id = wanted.column1 - coalesce(e.ordinal, 0)
      AND coalesce(e.position, 0) <> wanted.column1
    LEFT JOIN wallets w ON w.account_id = a.id AND w.id = t.wallet_id
    WHERE a.id = ${accountId}`.execute(db);
  return new Map(rows.flatMap((row) => found(accountId, row)));
}

/** When the event at a position happened, in Unix milliseconds; null once `prune` has removed it. */
export async function eventTime(db: Db, accountId: number, position: number): Promise<number | null> {
  const { rows } = await sql<{ readonly at: StoredInteger | null }>`
    SELECT coalesce(
             (SELECT e.created_at FROM events e WHERE e.account_id = ${accountId} AND e.position = ${position}),
             (SELECT t.created_at FROM transactions t
              WHERE t.account_id = ${accountId} AND t.id = CAST(${position} AS bigint) - coalesce((${ordinalAt(accountId, position)}), 0))
           ) AS at
    FROM accounts WHERE id = ${accountId} AND events_pruned < ${position}`.execute(db);
  const at = rows[0]?.at ?? null;
  return at === null ? null : Number(at);
}

/** The number of stored events before a position. */
export async function storedBefore(db: Db, accountId: number, position: number): Promise<number> {
  const { rows } = await ordinalAt(accountId, position - 1).execute(db);
  return Number(rows[0]?.ordinal ?? 0);
}

/** The events of movements, each with the wallet's denomination, which are at these positions. */
export async function movementsAmong(
  db: Db,
  accountId: number,
  within: Positions,
  movements: readonly { readonly transaction: Transaction; readonly denomination: Denomination }[],
): Promise<readonly EventRow[]> {
  const rows = await storedIn(db, accountId, within).select(["events.position", "events.ordinal"]).execute();
  const stored = rows
    .filter(({ position }) => position !== null)
    .map(({ position, ordinal }) => ({ position: Number(position), ordinal: Number(ordinal) }))
    .toSorted((a, b) => a.position - b.position);
  const pruned = Number(rows[0]?.eventsPruned ?? 0);
  const positions = positionsOfIds(stored);
  return movements
    .toSorted((a, b) => a.transaction.id - b.transaction.id)
    .map(({ transaction, denomination }) => movementEvent(transaction, denomination, positions(transaction.id)))
    .filter(({ position }) => position > pruned);
}

/** The type of a delivery's event, in a query of deliveries. */
export const TYPE_OF_DELIVERY: RawBuilder<string> = sql<string>`coalesce(
  (SELECT e.type FROM events e WHERE e.account_id = deliveries.account_id AND e.position = deliveries.event_position),
  (SELECT CASE WHEN t.amount < 0 THEN 'wallet.debited' ELSE 'wallet.credited' END FROM transactions t
   WHERE t.account_id = deliveries.account_id AND t.id = deliveries.event_position - coalesce((
     SELECT e.ordinal FROM events e
     WHERE e.account_id = deliveries.account_id AND e.position < deliveries.event_position
     ORDER BY e.position DESC LIMIT 1), 0)))`;

/** The ordinal of the last stored event up to a position. */
function ordinalAt(accountId: number, position: number): RawBuilder<{ readonly ordinal: StoredInteger }> {
  return sql`SELECT o.ordinal FROM events o
    WHERE o.account_id = ${accountId} AND o.position <= ${position} ORDER BY o.position DESC LIMIT 1`;
}

/** The stored events of a range and the one before it, beside how far events are pruned; one row even if there are none. */
function storedIn(db: Db, accountId: number, { first, last }: Positions) {
  const before = sql`coalesce((
    SELECT max(b.position) FROM events b WHERE b.account_id = ${accountId} AND b.position < ${first}), 0)`;
  return db
    .selectFrom("accounts")
    .leftJoin("events", (join) =>
      join
        .onRef("events.accountId", "=", "accounts.id")
        .on("events.position", "<=", last)
        .on(sql<boolean>`events.position >= ${before}`),
    )
    .select("accounts.eventsPruned")
    .where("accounts.id", "=", accountId);
}

/** Finds the positions of movements by their ids, which must rise from call to call; the stored events around them are known. */
function positionsOfIds(stored: readonly Pick<StoredEvent, "position" | "ordinal">[]): (id: number) => number {
  let next = 0;
  let ordinal = 0;
  return (id) => {
    for (let event = stored[next]; event && event.position - event.ordinal < id; event = stored[next]) {
      ordinal = event.ordinal;
      next += 1;
    }
    return id + ordinal;
  };
}

interface RowAt {
  readonly position: StoredInteger;
  readonly eventId: string | null;
  readonly type: string;
  readonly payload: string;
  readonly endpointId: string | null;
  readonly createdAt: StoredInteger;
  readonly transactionId: StoredInteger | null;
  readonly walletId: StoredInteger;
  readonly sequence: StoredInteger;
  readonly amount: StoredInteger;
  readonly balanceAfter: StoredInteger;
  readonly referenceNumber: string | null;
  readonly remarks: string | null;
  readonly walletCurrency: string;
  readonly walletScale: StoredInteger;
}

function found(accountId: number, row: RowAt): [] | [[number, FoundEvent]] {
  const position = Number(row.position);
  const createdAt = Number(row.createdAt);
  if (row.eventId !== null) {
    const { eventId: id, type, payload, endpointId } = row;
    return [
      [position, { event: { accountId, position, id, type, payload, endpointId, createdAt }, movedWalletId: null }],
    ];
  }
  if (row.transactionId === null) return [];
  const walletId = Number(row.walletId);
  const movement = {
    accountId,
    id: Number(row.transactionId),
    walletId,
    sequence: Number(row.sequence),
    amount: BigInt(row.amount),
    balanceAfter: BigInt(row.balanceAfter),
    referenceNumber: row.referenceNumber,
    remarks: row.remarks,
    createdAt,
  };
  const denomination = { currency: row.walletCurrency, assetScale: Number(row.walletScale) };
  return [[position, { event: movementEvent(movement, denomination, position), movedWalletId: walletId }]];
}

/** Of a row of `events`. */
export function eventOf(stored: StoredEvent): EventRow {
  const { ordinal: _, ...event } = stored;
  return event;
}
