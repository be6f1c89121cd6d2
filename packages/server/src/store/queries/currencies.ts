import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { rowWith } from "./row.ts";

export function currencyReads(db: Db): Pick<Reads, "ownCurrency" | "ownCurrencies"> {
  return {
    ownCurrency: (accountId, currency) => rowWith(db, "ownCurrencies", { accountId, currency }),

    async ownCurrencies(accountId) {
      const all = db.selectFrom("ownCurrencies").selectAll().where("accountId", "=", accountId);
      const rows = await all.orderBy("currency").execute();
      return rows.map((row) => decodeRow("ownCurrencies", row));
    },
  };
}
