import type { InFlight, Topup } from "@plimsoll/core";
import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { ListedTopup } from "../port/topups.ts";
import type { Db } from "./database.ts";
import { countedLimit, countedTotal, offsetOf, pageByPosition, totalOf } from "./pages.ts";
import { counts } from "./counts.ts";

const IN_FLIGHT = ["approved", "initiated", "sent", "overdue"] as const satisfies readonly Topup["status"][];

export function topupReads(db: Db): Pick<Reads, "topup" | "topups" | "topupsDue" | "inFlight"> {
  return {
    async topup(accountId, id) {
      const row = await listed(db, accountId).where("topups.id", "=", id).executeTakeFirst();
      return row ? listedTopup(row) : null;
    },

    async topups(accountId, { walletId, status }, page) {
      if (walletId === null && status === null) {
        const { topupCount } = await counts(db, accountId);
        return pageByPosition(listed(db, accountId), "topups.position", page, topupCount, listedTopup);
      }
      let rows = listed(db, accountId);
      let matching = db.selectFrom("topups").select("topups.position").where("topups.accountId", "=", accountId);
      if (walletId !== null) {
        rows = rows.where("topups.walletId", "=", walletId);
        matching = matching.where("topups.walletId", "=", walletId);
      }
      if (status !== null) {
        rows = rows.where("topups.status", "=", status);
        matching = matching.where("topups.status", "=", status);
      }
      const found = await rows
        .$if(page.after !== undefined, (query) => query.where("topups.position", "<", Number(page.after)))
        .orderBy("topups.position", "desc")
        .limit(countedLimit(page))
        .offset(offsetOf(page))
        .execute();
      const total = await totalOf(page, () => countedTotal(db, matching));
      return { rows: found.map(listedTopup), total };
    },

    async topupsDue(now, limit) {
      const rows = await db
        .selectFrom("topups")
        .select(["accountId", "id"])
        .where("dueAt", "is not", null)
        .where("dueAt", "<=", now)
        .orderBy("dueAt")
        .limit(limit)
        .execute();
      return rows.map(({ accountId, id }) => ({ accountId: Number(accountId), id }));
    },

    async inFlight(accountId, walletIds) {
      if (walletIds.length === 0) return new Map();
      const rows = await db
        .selectFrom("topups")
        .select(["walletId", "amount", "status", "expectedAt"])
        .where("accountId", "=", accountId)
        .where("openWalletId", "in", walletIds)
        .where("status", "in", IN_FLIGHT)
        .execute();
      const found = new Map<number, InFlight[]>();
      for (const { walletId, amount, status, expectedAt } of rows) {
        const of = found.get(Number(walletId)) ?? [];
        found.set(Number(walletId), of);
        const isTimed = status !== "overdue" && expectedAt !== null;
        of.push({ amount: BigInt(amount), expectedAt: isTimed ? Number(expectedAt) : null });
      }
      return found;
    },
  };
}

function listed(db: Db, accountId: number) {
  return db
    .selectFrom("topups")
    .innerJoin("wallets", (join) =>
      join.onRef("wallets.accountId", "=", "topups.accountId").onRef("wallets.id", "=", "topups.walletId"),
    )
    .selectAll("topups")
    .select(["wallets.currency", "wallets.assetScale"])
    .where("topups.accountId", "=", accountId);
}

function listedTopup(row: Readonly<Record<string, unknown>>): ListedTopup {
  return {
    topup: decodeRow("topups", row),
    denomination: { currency: String(row["currency"]), assetScale: Number(row["assetScale"]) },
  };
}
