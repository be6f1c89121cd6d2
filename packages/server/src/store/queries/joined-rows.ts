import type { Denomination, TableName, Tables } from "@plimsoll/core";
import type { SelectQueryBuilder } from "kysely";
import { TABLES } from "../columns.ts";
import { decodeRow } from "../row-code.ts";
import type { Db, Schema } from "./database.ts";

/** All columns of one table of a join, each under a name that begins with the prefix: one letter and an underscore. */
export function columnsAs<T extends TableName>(table: T, prefix: string) {
  // Typed as one column, because a type of every prefixed name would be a thousand lines of the compiler's work.
  return TABLES[table].columns.map(
    ({ property }) => `${table}.${property} as ${prefix}${property}` as `${T}.accountId`,
  );
}

/** The row of one table of a join, from the columns that `columnsAs` selected with this prefix. */
export function joinedRow<T extends TableName>(table: T, row: object, prefix: string): Tables[T] {
  return decodeRow(table, row as Readonly<Record<string, unknown>>, prefix);
}

/** An account's rows of a table that is about wallets, each with the denomination of its wallet. */
export function withDenomination<T extends "holds" | "orders" | "topups" | "transactions">(
  db: Db,
  table: T,
  accountId: number,
): SelectQueryBuilder<Schema, T | "wallets", Readonly<Record<string, unknown>>> {
  const of = table as "holds";
  const joined = db
    .selectFrom(of)
    .innerJoin("wallets", (join) =>
      join.onRef("wallets.accountId", "=", `${of}.accountId`).onRef("wallets.id", "=", `${of}.walletId`),
    )
    .selectAll(of)
    .select(["wallets.currency as walletCurrency", "wallets.assetScale as walletScale"])
    .where(`${of}.accountId`, "=", accountId);
  return joined as never;
}

/** The denomination that `withDenomination` has selected. */
export function denominationOf(row: Readonly<Record<string, unknown>>): Denomination {
  return { currency: String(row["walletCurrency"]), assetScale: Number(row["walletScale"]) };
}
