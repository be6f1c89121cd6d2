import { sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import { fixedQuery } from "./fixed-query.ts";
import { fromIndex, type Db } from "./database.ts";
import { ofEveryAccount } from "./every-account.ts";

const UNDER_WAY = ["PENDING", "PARTIALLY_DELIVERED"] as const;

/** The reads of the loop that places orders at providers. */
export function mirrorOrderReads(db: Db): Pick<Reads, "mirrorOrdersDue" | "mirrorOrdersUnderWay"> {
  return {
    mirrorOrdersDue: fixedQuery(
      db,
      (now: number, limit: number) =>
        db
          .selectFrom("orders")
          .modifyFront(ofEveryAccount("orders to be placed"))
          .selectAll()
          .where("placementDueAt", "<=", now)
          .orderBy("placementDueAt")
          .limit(limit),
      (rows) => rows.map((row) => decodeRow("orders", row)),
    ),

    async mirrorOrdersUnderWay(accountId, providerId, limit) {
      const rows = await fromIndex(db, "orders", "orders_of_provider")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("providerId", "=", providerId)
        .where(
          "status",
          "in",
          UNDER_WAY.map((status) => sql.lit(status)),
        )
        .where("acceptedAt", "is not", null)
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map((row) => decodeRow("orders", row));
    },
  };
}
