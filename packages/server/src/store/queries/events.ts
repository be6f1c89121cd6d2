import { expressionBuilder, sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { EventRow } from "@plimsoll/core";
import type { Reads } from "../port/reads.ts";
import type { Db, Schema } from "./database.ts";
import { matchingWay } from "./matching.ts";
import { keptPositions, pageByPosition, type Positions } from "./pages.ts";
import { counts } from "./counts.ts";
import { integerWith } from "./row.ts";
import { positionsOf, walkPage, type Way } from "./walk.ts";

/** The types of which every movement writes one: a range of positions is full of them, so no index has them. */
const COMMON: readonly string[] = ["wallet.credited", "wallet.debited"];
/** As in the partial index `events_unusual`, which serves no other spelling. */
const UNUSUAL = sql<boolean>`type NOT IN ('wallet.credited', 'wallet.debited')`;

export function eventReads(db: Db): Pick<Reads, "events"> {
  return {
    async events(accountId, page, { type = null, ...period } = {}) {
      const { eventCount } = await counts(db, accountId);
      const rows = db.selectFrom("events").where("accountId", "=", accountId);
      const kept = await keptPositions(rows, "events.position", eventCount);
      const positions = await positionsOf(kept, period, (position) => eventTime(db, accountId, position));
      if (type !== null) return walkPage(typeWay(db, accountId, type, positions), page);
      return pageByPosition(rows.selectAll(), "position", page, positions, (row) => decodeRow("events", row));
    },
  };
}

/** When the event at a position happened, in Unix milliseconds. */
export function eventTime(db: Db, accountId: number, position: number): Promise<number | null> {
  return integerWith(db, "events", "createdAt", { accountId, position });
}

function typeWay(db: Db, accountId: number, type: string, of: Positions): Way<EventRow> {
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
  const all = db.selectFrom("events").where("events.accountId", "=", accountId);
  return matchingWay({
    db,
    list: all.selectAll(),
    counted: all,
    position: "events.position",
    of,
    conditions: [expressionBuilder<Schema, "events">()("events.type", "=", type)],
    entries: COMMON.includes(type) ? null : positions,
    decode: (row): EventRow => decodeRow("events", row),
    key: ({ position }) => position,
    time: (position) => eventTime(db, accountId, position),
  });
}
