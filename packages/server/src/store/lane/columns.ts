import type { TableName, Tables } from "@plimsoll/core";
import { pick, TABLES, type Column } from "../columns.ts";

/** What the lane changes in a row. */
const CHANGED: { readonly [T in TableName]?: readonly (keyof Tables[T] & string)[] } = {
  wallets: ["balance", "sequence", "lowest", "spendToday", "slotLargest", "lastTransactionId", "eventAt", "updatedAt"],
  accounts: ["transactionCount", "eventCount", "fannedOut"],
  endpoints: ["deliveryCount"],
};

const columns = new Map(
  Object.entries<readonly string[]>(CHANGED).map(([table, properties]) => [
    table,
    pick(TABLES[table as TableName].columns, properties),
  ]),
);

/** The columns that are written of a table's rows that the lane has changed. */
export function laneColumns(table: TableName): readonly Column[] {
  const changed = columns.get(table);
  if (!changed) throw new Error(`the lane changes no ${table}`);
  return changed;
}
