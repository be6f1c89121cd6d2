import { sql, type SelectQueryBuilder } from "kysely";
import type { Reads } from "../port/reads.ts";
import type { Db, Schema } from "./database.ts";
import { countOf } from "./pages.ts";

/** @limit Lists and chores: rows of each sort that the counts of a wallet and of a provider count. */
const COUNTED = 1_000;

/** Counts that stand beside links: each is a range of an index, of bounded length. */
export function boundedCountReads(db: Db): Pick<Reads, "walletCounts" | "providerCounts"> {
  const counted = <TB extends keyof Schema>(rows: SelectQueryBuilder<Schema, TB, object>) =>
    countOf(db.selectFrom(rows.limit(COUNTED).as("counted")));
  return {
    async walletCounts(accountId, walletId) {
      const of = (table: "episodes" | "topups") =>
        db
          .selectFrom(table as "episodes")
          .select("position")
          .where("accountId", "=", accountId)
          .where("walletId", "=", walletId);
      return { episodes: await counted(of("episodes")), topups: await counted(of("topups")) };
    },

    async providerCounts(accountId, providerId) {
      const of = (table: "wallets" | "drifts" | "keptHooks") =>
        db
          .selectFrom(table as "drifts")
          .select("id")
          .where("accountId", "=", accountId)
          .where("providerId", "=", providerId);
      return {
        wallets: await counted(of("wallets")),
        // A literal instead of a parameter, because the partial index is used only for the literal.
        openDrifts: await counted(of("drifts").where(sql<boolean>`status = 'open'`)),
        rejectedHooks: await counted(of("keptHooks").where(sql<boolean>`reason = 'malformed'`)),
      };
    },
  };
}
