import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { counts } from "./counts.ts";
import { pageByPosition } from "./pages.ts";
import { rowWith } from "./row.ts";
import { walletWay } from "./wallet-filter.ts";
import { walletsOf } from "./wallet-pieces.ts";
import { MAX_EXAMINED, walkOn, walkPage } from "./walk.ts";

type WalletReads = Pick<Reads, "wallet" | "wallets" | "matchingWallets">;

export function walletReads(db: Db): WalletReads {
  return {
    wallet: (accountId, id) => rowWith(db, "wallets", { accountId, id }),

    async wallets(accountId, page, filter = {}) {
      if (Object.values(filter).some((value) => value !== undefined && value !== null)) {
        const found = await walkPage(await walletWay(db, accountId, filter), page);
        return { ...found, rows: await walletsOf(db, accountId, found.rows) };
      }
      const { walletCount } = await counts(db, accountId);
      const all = db.selectFrom("wallets").selectAll().where("accountId", "=", accountId);
      return pageByPosition(all, "id", page, walletCount, (row) => decodeRow("wallets", row), "asc");
    },

    async matchingWallets(accountId, filter, limit) {
      const { rows, stopped } = await walkOn(await walletWay(db, accountId, filter), 0, limit + 1, MAX_EXAMINED);
      return stopped || rows.length > limit ? null : walletsOf(db, accountId, rows);
    },
  };
}
