import type { Draft } from "./draft.ts";
import { lookupOf, type IndexKey, type IndexName, type Lookup, type TableName } from "./model/tables.ts";
import type { Outcome } from "./outcome.ts";

/** How one kind of command is decided: the rows to read first, and the decision on them. */
export interface Handler<C, T> {
  /** Rows that are surely needed; the decision requests further rows by reading them. */
  readonly lookups: (command: C) => readonly Lookup[];
  readonly apply: (draft: Draft, command: C) => Outcome<T>;
}

/** The row with this primary key. */
export function row<T extends TableName>(table: T, ...key: IndexKey<T, "pk">): Lookup {
  return lookupOf(table, "pk", key);
}

/** Every row with these index columns. */
export function rows<T extends TableName, I extends IndexName<T>>(table: T, index: I, ...key: IndexKey<T, I>): Lookup {
  return lookupOf(table, index, key);
}

/** The first page of them. */
export function page<T extends TableName, I extends IndexName<T>>(
  table: T,
  index: I,
  key: IndexKey<T, I>,
  limit: number,
): Lookup {
  return lookupOf(table, index, key, { after: null, limit });
}
