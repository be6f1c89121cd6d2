import { decodeRow } from "../row-code.ts";
import type { PageOf, PageRequest } from "../port/page.ts";
import type { Reads } from "../port/reads.ts";
import type { ListedTransaction } from "../port/wallets.ts";
import type { Db } from "./database.ts";
import { ascendingRange, descendingRange } from "./pages.ts";

type WalletReads = Pick<Reads, "wallet" | "wallets" | "transactions">;

export function walletReads(db: Db): WalletReads {
  return {
    async wallet(accountId, id) {
      const row = await db
        .selectFrom("wallets")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("id", "=", id)
        .executeTakeFirst();
      return row ? decodeRow("wallets", row) : null;
    },

    async wallets(accountId, page) {
      const { walletCount } = await counts(db, accountId);
      const { first, last } = ascendingRange(page);
      const rows = await db
        .selectFrom("wallets")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("id", ">=", first)
        .where("id", "<=", last)
        .orderBy("id")
        .execute();
      return { rows: rows.map((row) => decodeRow("wallets", row)), total: walletCount };
    },

    async transactions(accountId, { walletId }, page) {
      return walletId === null
        ? accountTransactions(db, accountId, page)
        : walletTransactions(db, accountId, walletId, page);
    },
  };
}

const NOTHING = {
  walletCount: 0,
  transactionCount: 0,
  eventCount: 0,
  alertCount: 0,
  holdCount: 0,
  cardCount: 0,
  topupCount: 0,
  productCount: 0,
  orderCount: 0,
  transferCount: 0,
};

/** The account's gapless counters: the lengths of its lists. */
export async function counts(db: Db, accountId: number) {
  const row = await db.selectFrom("accounts").selectAll().where("id", "=", accountId).executeTakeFirst();
  return row ? decodeRow("accounts", row) : NOTHING;
}

async function accountTransactions(db: Db, accountId: number, page: PageRequest): Promise<PageOf<ListedTransaction>> {
  const { transactionCount } = await counts(db, accountId);
  const { first, last } = descendingRange(page, transactionCount);
  if (last < first) return { rows: [], total: transactionCount };
  const rows = await db
    .selectFrom("transactions")
    .innerJoin("wallets", (join) =>
      join.onRef("wallets.accountId", "=", "transactions.accountId").onRef("wallets.id", "=", "transactions.walletId"),
    )
    .selectAll("transactions")
    .select(["wallets.currency", "wallets.assetScale"])
    .where("transactions.accountId", "=", accountId)
    .where("transactions.id", ">=", first)
    .where("transactions.id", "<=", last)
    .orderBy("transactions.id", "desc")
    .execute();
  return {
    rows: rows.map((row) => ({
      transaction: decodeRow("transactions", row),
      denomination: { currency: row.currency, assetScale: Number(row.assetScale) },
    })),
    total: transactionCount,
  };
}

async function walletTransactions(
  db: Db,
  accountId: number,
  walletId: number,
  page: PageRequest,
): Promise<PageOf<ListedTransaction>> {
  const wallet = await db
    .selectFrom("wallets")
    .select(["sequence", "currency", "assetScale"])
    .where("accountId", "=", accountId)
    .where("id", "=", walletId)
    .executeTakeFirst();
  const total = Number(wallet?.sequence ?? 0);
  const { first, last } = descendingRange(page, total);
  if (!wallet || last < first) return { rows: [], total };
  const denomination = { currency: wallet.currency, assetScale: Number(wallet.assetScale) };
  const rows = await db
    .selectFrom("transactions")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("walletId", "=", walletId)
    .where("sequence", ">=", first)
    .where("sequence", "<=", last)
    .orderBy("sequence", "desc")
    .execute();
  return {
    rows: rows.map((row) => ({ transaction: decodeRow("transactions", row), denomination })),
    total,
  };
}
