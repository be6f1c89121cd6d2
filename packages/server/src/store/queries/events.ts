import { sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { EventRow } from "@plimsoll/core";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { countOf, pageByPosition } from "./pages.ts";
import { counts } from "./counts.ts";
import { gaplessWay, positionsBelow, ROWS_PER_PIECE, walkPage, type Way } from "./walk.ts";

/** The types of which every movement writes one: a range of positions is full of them, so no index has them. */
const COMMON: readonly string[] = ["wallet.credited", "wallet.debited"];
/** As in the partial index `events_unusual`, which serves no other spelling. */
const UNUSUAL = sql<boolean>`type NOT IN ('wallet.credited', 'wallet.debited')`;

export function eventReads(db: Db): Pick<Reads, "events"> {
  return {
    async events(accountId, page, { type = null, from = null, to = null } = {}) {
      const { eventCount } = await counts(db, accountId);
      const timeAt = (position: number) => eventTime(db, accountId, position);
      const first = from === null ? 1 : (await positionsBelow(eventCount, from, timeAt)) + 1;
      const last = to === null ? eventCount : await positionsBelow(eventCount, to, timeAt);
      if (type !== null) return walkPage(typeWay(db, accountId, type, first, last), page);
      const all = db.selectFrom("events").selectAll().where("accountId", "=", accountId);
      return pageByPosition(all, "position", page, { first, last }, (row) => decodeRow("events", row));
    },
  };
}

/** When the event at a position happened, in Unix milliseconds. */
export async function eventTime(db: Db, accountId: number, position: number): Promise<number | null> {
  const row = await db
    .selectFrom("events")
    .select("createdAt")
    .where("accountId", "=", accountId)
    .where("position", "=", position)
    .executeTakeFirst();
  return row ? Number(row.createdAt) : null;
}

function typeWay(db: Db, accountId: number, type: string, first: number, last: number): Way<EventRow> {
  const positions = (from: number, limit: number) =>
    db
      .selectFrom("events as entries")
      .select("entries.position")
      .where("entries.accountId", "=", accountId)
      .where("entries.type", "=", type)
      .where(UNUSUAL)
      .where("entries.position", "<", from)
      .orderBy("entries.position", "desc")
      .limit(limit);
  const indexed = !COMMON.includes(type);
  const ofType = (from: number, to: number) => {
    const all = db.selectFrom("events").where("events.accountId", "=", accountId).where("events.type", "=", type);
    // The index alone gives the positions of a piece: given a range of them as well, SQLite would take the range.
    return indexed
      ? all
          .where("events.position", "in", positions(from, ROWS_PER_PIECE))
          .where(sql<boolean>`+events.position >= ${to}`)
      : all.where("events.position", "<", from).where("events.position", ">=", to);
  };
  const way = gaplessWay<EventRow>(
    { newestFirst: true, first, last },
    {
      rows: async (from, to, limit) => {
        const rows = await ofType(from, to).selectAll().orderBy("events.position", "desc").limit(limit).execute();
        return rows.map((row) => decodeRow("events", row));
      },
      count: (from, to) => countOf(ofType(from, to)),
      key: ({ position }) => position,
      time: (position) => eventTime(db, accountId, position),
    },
  );
  if (!indexed) return way;
  return {
    ...way,
    behind: async (from, n) => {
      const row = await positions(from, 1)
        .offset(n - 1)
        .executeTakeFirst();
      return row && Number(row.position) >= first ? Number(row.position) : null;
    },
  };
}
