import { sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { ListedOrder, OrderFilter } from "../port/orders.ts";
import type { PageOf, PageRequest } from "../port/page.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { countedLimit, countedTotal, countOf, offsetOf, pageByPosition, totalOf } from "./pages.ts";
import { counts } from "./counts.ts";

type GateReads = Pick<Reads, "fxRate" | "fxRates" | "product" | "products" | "order" | "orders" | "walletsIn">;

/** The data for quotes, pre-flights and orders. */
export function gateReads(db: Db): GateReads {
  return {
    async fxRate(accountId, from, to) {
      const row = await db
        .selectFrom("fxRates")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("fromCurrency", "=", from)
        .where("toCurrency", "=", to)
        .executeTakeFirst();
      return row ? decodeRow("fxRates", row) : null;
    },

    // As many as pairs of currencies, so few enough to count.
    async fxRates(accountId, page) {
      const all = db.selectFrom("fxRates").where("accountId", "=", accountId);
      const rows = await all
        .selectAll()
        .orderBy("fromCurrency")
        .orderBy("toCurrency")
        .limit(page.limit)
        .offset(offsetOf(page))
        .execute();
      const total = await countOf(all);
      return { rows: rows.map((row) => decodeRow("fxRates", row)), total };
    },

    async product(accountId, id) {
      const row = await db
        .selectFrom("products")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("id", "=", id)
        .executeTakeFirst();
      return row ? decodeRow("products", row) : null;
    },

    async products(accountId, page) {
      const { productCount } = await counts(db, accountId);
      const all = db.selectFrom("products").selectAll().where("accountId", "=", accountId);
      return pageByPosition(all, "position", page, productCount, (row) => decodeRow("products", row));
    },

    async order(accountId, id) {
      const row = await listed(db, accountId).where("orders.id", "=", id).executeTakeFirst();
      return row ? listedOrder(row) : null;
    },

    async orders(accountId, filter, page) {
      const { walletId, status, reference } = filter;
      return walletId === null && status === null && reference === null
        ? allOrders(db, accountId, page)
        : matchingOrders(db, accountId, filter, page);
    },

    async walletsIn(accountId, currency, limit) {
      const rows = await db
        .selectFrom("wallets")
        .select("id")
        .where("accountId", "=", accountId)
        .where("currency", "=", currency)
        .where("status", "<>", sql.lit("closed"))
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(({ id }) => Number(id));
    },
  };
}

async function allOrders(db: Db, accountId: number, page: PageRequest): Promise<PageOf<ListedOrder>> {
  const { orderCount } = await counts(db, accountId);
  return pageByPosition(listed(db, accountId), "orders.id", page, orderCount, listedOrder);
}

async function matchingOrders(
  db: Db,
  accountId: number,
  filter: OrderFilter,
  page: PageRequest,
): Promise<PageOf<ListedOrder>> {
  const rows = await listed(db, accountId)
    .where((eb) => eb.and(conditions(filter).map(([column, value]) => eb(column, "=", value))))
    .$if(page.after !== undefined, (query) => query.where("orders.id", "<", Number(page.after)))
    .orderBy("orders.id", "desc")
    .limit(countedLimit(page))
    .offset(offsetOf(page))
    .execute();
  const matching = db
    .selectFrom("orders")
    .select("orders.id")
    .where("orders.accountId", "=", accountId)
    .where((eb) => eb.and(conditions(filter).map(([column, value]) => eb(column, "=", value))));
  const total = await totalOf(page, () => countedTotal(db, matching));
  return { rows: rows.map(listedOrder), total };
}

type Condition = readonly ["orders.walletId" | "orders.status" | "orders.reference", never];

function conditions({ walletId, status, reference }: OrderFilter): Condition[] {
  const all = [
    ["orders.walletId", walletId],
    ["orders.status", status],
    ["orders.reference", reference],
  ] as const;
  return all.filter(([, value]) => value !== null) as unknown as Condition[];
}

function listed(db: Db, accountId: number) {
  return db
    .selectFrom("orders")
    .innerJoin("wallets", (join) =>
      join.onRef("wallets.accountId", "=", "orders.accountId").onRef("wallets.id", "=", "orders.walletId"),
    )
    .selectAll("orders")
    .select(["wallets.currency as walletCurrency", "wallets.assetScale as walletScale"])
    .where("orders.accountId", "=", accountId);
}

function listedOrder(row: Readonly<Record<string, unknown>>): ListedOrder {
  return {
    order: decodeRow("orders", row),
    denomination: { currency: String(row["walletCurrency"]), assetScale: Number(row["walletScale"]) },
  };
}
