import { expressionBuilder, sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { ListedOrder, OrderFilter } from "../port/orders.ts";
import { offsetOf } from "../port/page.ts";
import type { Reads } from "../port/reads.ts";
import type { Db, Schema } from "./database.ts";
import { denominationOf, withDenomination } from "./joined-rows.ts";
import { matchingWay } from "./matching.ts";
import { filterConditions } from "./filter-conditions.ts";
import { countOf, pageByPosition } from "./pages.ts";
import { rowWith } from "./row.ts";
import { walkPage } from "./walk.ts";
import { counts } from "./counts.ts";

type GateReads = Pick<Reads, "fxRate" | "fxRates" | "product" | "products" | "order" | "orders" | "walletsIn">;

/** The data for quotes, pre-flights and orders. */
export function gateReads(db: Db): GateReads {
  return {
    fxRate: (accountId, from, to) => rowWith(db, "fxRates", { accountId, fromCurrency: from, toCurrency: to }),

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

    product: (accountId, id) => rowWith(db, "products", { accountId, id }),

    async products(accountId, page, filter = {}) {
      const { productCount } = await counts(db, accountId);
      const all = db.selectFrom("products").selectAll().where("accountId", "=", accountId);
      const conditions = filterConditions(db, filter, ["products.name"], {
        status: "products.status",
        currency: "products.currency",
      });
      if (conditions.length > 0) {
        const way = matchingWay({
          db,
          list: all,
          counted: db.selectFrom("products").where("accountId", "=", accountId),
          position: "products.position",
          of: { first: 1, last: productCount },
          conditions,
          decode: (row) => decodeRow("products", row),
          key: ({ position }) => position,
        });
        return walkPage(way, page);
      }
      return pageByPosition(all, "position", page, productCount, (row) => decodeRow("products", row));
    },

    async order(accountId, id) {
      const row = await withDenomination(db, "orders", accountId).where("orders.id", "=", id).executeTakeFirst();
      return row ? listedOrder(row) : null;
    },

    async orders(accountId, filter, page) {
      const { walletId, status, reference } = filter;
      const { orderCount } = await counts(db, accountId);
      if (walletId === null && status === null && reference === null) {
        return pageByPosition(withDenomination(db, "orders", accountId), "orders.id", page, orderCount, listedOrder);
      }
      return walkPage(orderWay(db, accountId, filter, orderCount), page);
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

/** Every combination of members has an index that has it in the order of ids. */
function orderWay(db: Db, accountId: number, filter: OrderFilter, last: number) {
  const { walletId, reference } = filter;
  const isNot = filter.not?.has("status") ?? false;
  const status = isNot ? null : filter.status;
  const entries = (from: number, limit: number) =>
    db
      .selectFrom("orders as entries")
      .select("entries.id")
      .where("entries.accountId", "=", accountId)
      .where((at) =>
        reference === null
          ? at.and([
              ...(walletId === null ? [] : [at("entries.walletId", "=", walletId)]),
              ...(status === null ? [] : [at("entries.status", "=", status)]),
            ])
          : at("entries.reference", "=", reference),
      )
      .where("entries.id", "<", from)
      .orderBy("entries.id", "desc")
      .limit(limit);
  const eb = expressionBuilder<Schema, "orders">();
  return matchingWay({
    db,
    list: withDenomination(db, "orders", accountId),
    counted: db.selectFrom("orders").where("orders.accountId", "=", accountId),
    position: "orders.id",
    of: { first: 1, last },
    conditions: [
      ...(walletId === null ? [] : [eb("orders.walletId", "=", walletId)]),
      ...(filter.status === null ? [] : [eb("orders.status", isNot ? "<>" : "=", filter.status)]),
    ],
    // Without any of its members an index has no order of its own.
    entries: walletId === null && status === null && reference === null ? null : entries,
    decode: listedOrder,
    key: ({ order }) => order.id,
  });
}

function listedOrder(row: Readonly<Record<string, unknown>>): ListedOrder {
  return { order: decodeRow("orders", row), denomination: denominationOf(row) };
}
