import { eventPosition, type EventRow } from "@plimsoll/core";
import { expressionBuilder, sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import { counts } from "./counts.ts";
import type { Db, Schema } from "./database.ts";
import { eventOf, eventsAt, eventsIn, eventTime, movementsAmong, storedBefore } from "./event-rows.ts";
import { fixedCount, fixedQuery } from "./fixed-query.ts";
import { denominationOf, withDenomination } from "./joined-rows.ts";
import { matchingWay } from "./matching.ts";
import { descendingRange, type Positions } from "./pages.ts";
import { abreastOn, gaplessWay, mergedWays, positionsOf, walkPage, type Way } from "./walk.ts";

/** The transactions whose events have a type that movements have. */
const MOVEMENTS: ReadonlyMap<string, "transactions.amount >= 0" | "transactions.amount < 0"> = new Map([
  ["wallet.credited", "transactions.amount >= 0"],
  ["wallet.debited", "transactions.amount < 0"],
]);

export function eventReads(db: Db): Pick<Reads, "events" | "event" | "eventsAfter"> {
  return {
    async events(accountId, page, { type = null, ...period } = {}) {
      const { eventCount, eventsPruned } = await counts(db, accountId);
      const kept = { first: eventsPruned + 1, last: eventCount };
      const positions = await positionsOf(kept, period, (position) => eventTime(db, accountId, position));
      if (type !== null) return walkPage(typeWay(db, accountId, type, positions), page);
      const rows = await eventsIn(db, accountId, descendingRange(positions, page));
      return { rows: rows.toReversed(), total: Math.max(0, positions.last - positions.first + 1) };
    },

    async event(accountId, id) {
      const position = eventPosition(id);
      if (position === null) return null;
      const event = (await eventsAt(db, accountId, new Set([position]))).get(position)?.event;
      return event?.id === id ? event : null;
    },

    async eventsAfter(accountId, position, limit) {
      const { eventCount, eventsPruned } = await counts(db, accountId);
      const after = Math.max(position, eventsPruned);
      const rows = await eventsIn(db, accountId, { first: after + 1, last: Math.min(after + limit, eventCount) });
      return { rows, last: eventCount };
    },
  };
}

/** Events of one type: stored ones, and movements if they have it; what a test sends is stored whatever its type is. */
function typeWay(db: Db, accountId: number, type: string, of: Positions): Way<EventRow> {
  const stored = storedWay(db, accountId, type, of);
  const sign = MOVEMENTS.get(type);
  if (sign === undefined) return stored;
  return { ...mergedWays([movementWay(db, accountId, sign, of), stored]), abreast: abreastOn(db) };
}

function storedWay(db: Db, accountId: number, type: string, of: Positions): Way<EventRow> {
  const entries = (from: number, limit: number) =>
    db
      .selectFrom("events as entries")
      .select("entries.position")
      .where("entries.accountId", "=", accountId)
      .where("entries.type", "=", type)
      .where("entries.position", "<", from)
      .orderBy("entries.position", "desc")
      .limit(limit);
  const all = db.selectFrom("events").where("events.accountId", "=", accountId);
  return matchingWay({
    db,
    list: all.selectAll(),
    counted: all,
    position: "events.position",
    of,
    conditions: [expressionBuilder<Schema, "events">()("events.type", "=", type)],
    entries,
    decode: (row) => eventOf(decodeRow("events", row)),
    key: ({ position }) => position,
    time: (position) => eventTime(db, accountId, position),
  });
}

/** The movements of one sign by the positions of their events: a range of positions is a range of transactions. */
function movementWay(db: Db, accountId: number, sign: string, { first, last }: Positions): Way<EventRow> {
  const isOfSign = sql.raw<boolean>(sign);
  // A piece begins where the one before it ended.
  const known = new Map<number, number>();
  const before = async (position: number): Promise<number> => {
    const count = known.get(position) ?? (await storedBefore(db, accountId, position));
    known.set(position, count);
    return count;
  };
  const idsOf = async (from: number, to: number) => [to - (await before(to)), from - 1 - (await before(from))] as const;
  const read = fixedQuery(
    db,
    (low: number, high: number, limit: number) =>
      withDenomination(db, "transactions", accountId)
        .where("transactions.id", ">=", low)
        .where("transactions.id", "<=", high)
        .where(isOfSign)
        .orderBy("transactions.id", "desc")
        .limit(limit),
    (rows) => rows.map((row) => ({ transaction: decodeRow("transactions", row), denomination: denominationOf(row) })),
  );
  const count = fixedCount(db, (low: number, high: number) =>
    db
      .selectFrom("transactions")
      .where("transactions.accountId", "=", accountId)
      .where("transactions.id", ">=", low)
      .where("transactions.id", "<=", high)
      .where(isOfSign),
  );
  return gaplessWay<EventRow>(
    { newestFirst: true, first, last },
    {
      rows: async (from, to, limit) => {
        const movements = await read(...(await idsOf(from, to)), limit);
        const events = await movementsAmong(db, accountId, { first: to, last: from - 1 }, movements);
        return events.toReversed();
      },
      count: async (from, to) => count(...(await idsOf(from, to))),
      key: ({ position }) => position,
      time: (position) => eventTime(db, accountId, position),
    },
  );
}
