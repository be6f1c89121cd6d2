import type { Hold } from "@plimsoll/core";
import { sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { ListedHold } from "../port/holds.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { countedLimit, countedTotal, offsetOf, pageByPosition, totalOf } from "./pages.ts";
import { counts } from "./counts.ts";

type HoldReads = Pick<Reads, "hold" | "holds" | "holdsDue">;

export function holdReads(db: Db): HoldReads {
  return {
    async hold(accountId, id) {
      const row = await listed(db, accountId).where("holds.id", "=", id).executeTakeFirst();
      return row ? listedHold(row) : null;
    },

    async holds(accountId, { walletId, status }, page) {
      if (walletId === null && status === null) {
        const { holdCount } = await counts(db, accountId);
        return pageByPosition(listed(db, accountId), "holds.position", page, holdCount, listedHold);
      }
      const rows = await filtered(listed(db, accountId), walletId, status)
        .$if(page.after !== undefined, (query) => query.where("holds.position", "<", Number(page.after)))
        .orderBy("holds.position", "desc")
        .limit(countedLimit(page))
        .offset(offsetOf(page))
        .execute();
      const matching = db.selectFrom("holds").select("holds.position").where("holds.accountId", "=", accountId);
      const total = await totalOf(page, () => countedTotal(db, filtered(matching, walletId, status)));
      return { rows: rows.map(listedHold), total };
    },

    async holdsDue(now, limit) {
      const rows = await db
        .selectFrom("holds")
        .select(["accountId", "id"])
        .where("status", "=", sql.lit("open"))
        .where("expiresAt", "<=", now)
        .orderBy("expiresAt")
        .limit(limit)
        .execute();
      return rows.map(({ accountId, id }) => ({ accountId: Number(accountId), id }));
    },
  };
}

function listed(db: Db, accountId: number) {
  return db
    .selectFrom("holds")
    .innerJoin("wallets", (join) =>
      join.onRef("wallets.accountId", "=", "holds.accountId").onRef("wallets.id", "=", "holds.walletId"),
    )
    .selectAll("holds")
    .select(["wallets.currency", "wallets.assetScale"])
    .where("holds.accountId", "=", accountId);
}

interface Filterable<Q> {
  where(column: "holds.walletId", operator: "=", value: number): Q;
  where(column: "holds.status", operator: "=", value: Hold["status"] | ReturnType<typeof sql.lit>): Q;
}

function filtered<Q extends Filterable<Q>>(query: Q, walletId: number | null, status: Hold["status"] | null): Q {
  let result = query;
  if (walletId !== null) result = result.where("holds.walletId", "=", walletId);
  // A literal, because the partial index of open holds serves no parameter.
  if (status !== null) result = result.where("holds.status", "=", sql.lit(status));
  return result;
}

function listedHold(row: Readonly<Record<string, unknown>>): ListedHold {
  return {
    hold: decodeRow("holds", row),
    denomination: { currency: String(row["currency"]), assetScale: Number(row["assetScale"]) },
  };
}
