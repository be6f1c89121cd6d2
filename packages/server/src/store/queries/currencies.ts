import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";

export function currencyReads(db: Db): Pick<Reads, "ownCurrency" | "ownCurrencies"> {
  return {
    async ownCurrency(accountId, currency) {
      const row = await db
        .selectFrom("ownCurrencies")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("currency", "=", currency)
        .executeTakeFirst();
      return row ? decodeRow("ownCurrencies", row) : null;
    },

    async ownCurrencies(accountId) {
      const all = db.selectFrom("ownCurrencies").selectAll().where("accountId", "=", accountId);
      const rows = await all.orderBy("currency").execute();
      return rows.map((row) => decodeRow("ownCurrencies", row));
    },
  };
}
