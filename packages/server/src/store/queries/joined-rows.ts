import type { TableName, Tables } from "@plimsoll/core";
import { TABLES } from "../columns.ts";
import { decodeRow } from "../row-code.ts";

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
