import type { MovementLane, TableName, Tables } from "@plimsoll/core";
import { pick, TABLES, type Column, type TableSpec } from "../columns.ts";

/** Rows of a table in which the same columns have changed. */
export interface LaneUpdate {
  readonly spec: TableSpec;
  readonly columns: readonly Column[];
  readonly rows: ReadonlySet<object>;
}

/** What every movement may change of its wallet. */
const MOVED = columnsOf("wallets", [
  "balance",
  "sequence",
  "lowest",
  "spendToday",
  "slotLargest",
  "lastTransactionId",
  "eventAt",
  "updatedAt",
]);
/** What the first of an interval of spend may change beside it. */
const TURNED = columnsOf("wallets", [
  "spendDay",
  "spendSlot",
  "slotBase",
  "recentSpend",
  "burnDue",
  "typicalDue",
  "spendSince",
]);
const COUNTED = columnsOf("accounts", ["transactionCount", "eventCount", "fannedOut"]);
const DELIVERED = columnsOf("endpoints", ["deliveryCount"]);
const FIRST = [...MOVED, ...TURNED];

/** The changed rows of a lane, with the columns to be written. */
export function laneUpdates({ moved, turned, accounts, endpoints }: MovementLane): readonly LaneUpdate[] {
  const updates = [
    { spec: TABLES.wallets, columns: MOVED, rows: moved },
    // Behind the others, because a wallet may be among both.
    { spec: TABLES.wallets, columns: FIRST, rows: turned },
    { spec: TABLES.accounts, columns: COUNTED, rows: accounts },
    { spec: TABLES.endpoints, columns: DELIVERED, rows: endpoints },
  ];
  return updates.filter(({ rows }) => rows.size > 0);
}

function columnsOf<T extends TableName>(
  table: T,
  properties: readonly (keyof Tables[T] & string)[],
): readonly Column[] {
  return pick(TABLES[table].columns, properties);
}
