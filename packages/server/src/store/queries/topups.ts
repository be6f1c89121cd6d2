import type { InFlight, Topup } from "@plimsoll/core";
import { expressionBuilder } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { ListedTopup } from "../port/topups.ts";
import { fixedQuery } from "./fixed-query.ts";
import type { Db, Schema } from "./database.ts";
import { counts } from "./counts.ts";
import { denominationOf, withDenomination } from "./joined-rows.ts";
import { matchingWay } from "./matching.ts";
import { pageByPosition } from "./pages.ts";
import { walkPage } from "./walk.ts";
import { ofEveryAccount } from "./every-account.ts";

const IN_FLIGHT = ["approved", "initiated", "sent", "overdue"] as const satisfies readonly Topup["status"][];

export function topupReads(db: Db): Pick<Reads, "topup" | "topups" | "topupsDue" | "inFlight"> {
  return {
    async topup(accountId, id) {
      const row = await withDenomination(db, "topups", accountId).where("topups.id", "=", id).executeTakeFirst();
      return row ? listedTopup(row) : null;
    },

    async topups(accountId, { walletId, status }, page) {
      const { topupCount } = await counts(db, accountId);
      const list = withDenomination(db, "topups", accountId);
      if (walletId === null && status === null) {
        return pageByPosition(list, "topups.position", page, topupCount, listedTopup);
      }
      const eb = expressionBuilder<Schema, "topups">();
      const entries = (from: number, limit: number) => {
        const below = db
          .selectFrom("topups as entries")
          .select("entries.position")
          .where("entries.accountId", "=", accountId)
          .where("entries.position", "<", from)
          .orderBy("entries.position", "desc")
          .limit(limit);
        if (walletId !== null) return below.where("entries.walletId", "=", walletId);
        return below.where("entries.status", "=", status);
      };
      const way = matchingWay({
        db,
        list,
        counted: db.selectFrom("topups").where("topups.accountId", "=", accountId),
        position: "topups.position",
        of: { first: 1, last: topupCount },
        conditions: status === null ? [] : [eb("topups.status", "=", status)],
        entries,
        decode: listedTopup,
        key: ({ topup }) => topup.position,
      });
      return walkPage(way, page);
    },

    topupsDue: fixedQuery(
      db,
      (now: number, limit: number) =>
        db
          .selectFrom("topups")
          .modifyFront(ofEveryAccount("top-ups that are overdue"))
          .select(["accountId", "id"])
          .where("dueAt", "is not", null)
          .where("dueAt", "<=", now)
          .orderBy("dueAt")
          .limit(limit),
      (rows) => rows.map(({ accountId, id }) => ({ accountId: Number(accountId), id })),
    ),

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

function listedTopup(row: Readonly<Record<string, unknown>>): ListedTopup {
  return { topup: decodeRow("topups", row), denomination: denominationOf(row) };
}
