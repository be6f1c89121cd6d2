import { sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { ListedHold } from "../port/holds.ts";
import type { Reads } from "../port/reads.ts";
import { fixedQuery } from "./fixed-query.ts";
import type { Db } from "./database.ts";
import { counts } from "./counts.ts";
import { denominationOf, withDenomination } from "./joined-rows.ts";
import { matchingWay } from "./matching.ts";
import { pageByPosition } from "./pages.ts";
import { walkPage } from "./walk.ts";
import { ofEveryAccount } from "./every-account.ts";

type HoldReads = Pick<Reads, "hold" | "holds" | "holdsDue">;

export function holdReads(db: Db): HoldReads {
  return {
    async hold(accountId, id) {
      const row = await withDenomination(db, "holds", accountId).where("holds.id", "=", id).executeTakeFirst();
      return row ? listedHold(row) : null;
    },

    async holds(accountId, { walletId, status }, page) {
      const { holdCount } = await counts(db, accountId);
      const list = withDenomination(db, "holds", accountId);
      if (walletId === null && status === null) {
        return pageByPosition(list, "holds.position", page, holdCount, listedHold);
      }
      const entries = (from: number, limit: number) =>
        db
          .selectFrom("holds as entries")
          .select("entries.position")
          .where("entries.accountId", "=", accountId)
          .$if(walletId !== null, (query) => query.where("entries.walletId", "=", walletId))
          // A literal, because a partial index of open holds serves no parameter.
          .$if(status === "open", (query) => query.where("entries.status", "=", sql.lit("open")))
          .where("entries.position", "<", from)
          .orderBy("entries.position", "desc")
          .limit(limit);
      const way = matchingWay({
        db,
        list,
        counted: db.selectFrom("holds").where("holds.accountId", "=", accountId),
        position: "holds.position",
        of: { first: 1, last: holdCount },
        // Wrapped, so that no plan begins with an index of open holds.
        conditions: status === null ? [] : [sql<boolean>`coalesce(holds.status, '') = ${status}`],
        entries: walletId !== null || status === "open" ? entries : null,
        decode: listedHold,
        key: ({ hold }) => hold.position,
      });
      return walkPage(way, page);
    },

    holdsDue: fixedQuery(
      db,
      (now: number, limit: number) =>
        db
          .selectFrom("holds")
          .modifyFront(ofEveryAccount("holds that have expired"))
          .select(["accountId", "id"])
          .where("status", "=", sql.lit("open"))
          .where("expiresAt", "<=", now)
          .orderBy("expiresAt")
          .limit(limit),
      (rows) => rows.map(({ accountId, id }) => ({ accountId: Number(accountId), id })),
    ),
  };
}

function listedHold(row: Readonly<Record<string, unknown>>): ListedHold {
  return { hold: decodeRow("holds", row), denomination: denominationOf(row) };
}
