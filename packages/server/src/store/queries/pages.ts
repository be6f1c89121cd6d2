import { sql, type SelectQueryBuilder, type Simplify, type StringReference } from "kysely";
import type { PageOf, PageRequest } from "../port/page.ts";
import type { Db, Schema, StoredInteger } from "./database.ts";

/** The positions on that page of a list numbered 1 … total, ascending. */
export function ascendingRange(page: PageRequest): { first: number; last: number } {
  const first = (page.page - 1) * page.limit + 1;
  return { first, last: first + page.limit - 1 };
}

/** The positions on that page when the newest comes first; empty when first > last. */
export function descendingRange(page: PageRequest, total: number): { first: number; last: number } {
  const last = total - (page.page - 1) * page.limit;
  return { first: Math.max(1, last - page.limit + 1), last };
}

/**
 * @limit Lists and chores: rows that a list with a status filter counts and pages through; a list without the filter
 * has no such bound.
 */
export const MAX_COUNTED = 10_000;

/** The number of rows that a page of a list which ends at `MAX_COUNTED` may still have. */
export function countedLimit(page: PageRequest): number {
  return Math.max(0, Math.min(page.limit, MAX_COUNTED - offsetOf(page)));
}

export function offsetOf(page: PageRequest): number {
  return (page.page - 1) * page.limit;
}

/** The number of matching rows. */
export async function countOf<DB, TB extends keyof DB>(matching: SelectQueryBuilder<DB, TB, object>): Promise<number> {
  const counted = matching
    .select(sql<StoredInteger>`count(*)`.as("count"))
    .$castTo<{ readonly count: StoredInteger }>();
  const row = await counted.executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** The number of matching rows, at most `MAX_COUNTED`. */
export function countedTotal<TB extends keyof Schema>(
  db: Db,
  matching: SelectQueryBuilder<Schema, TB, object>,
): Promise<number> {
  return countOf(db.selectFrom(matching.limit(MAX_COUNTED).as("matching")));
}

/** A page of a list whose rows `position` numbers 1 … total without gaps: a range of an index. */
export async function pageByPosition<DB, TB extends keyof DB, Row, Item>(
  list: SelectQueryBuilder<DB, TB, Row>,
  position: StringReference<DB, TB>,
  page: PageRequest,
  total: number,
  decode: (row: Simplify<Row>) => Item,
  order: "asc" | "desc" = "desc",
): Promise<PageOf<Item>> {
  const { first, last } = order === "desc" ? descendingRange(page, total) : ascendingRange(page);
  if (last < first) return { rows: [], total };
  const rows = await list
    .where(position, ">=", first as never)
    .where(position, "<=", last as never)
    .orderBy(position as never, order)
    .execute();
  return { rows: rows.map(decode), total };
}
