import { sql, type SelectQueryBuilder, type Simplify, type StringReference } from "kysely";
import { offsetOf, type PageOf, type PageRequest } from "../port/page.ts";
import type { Db, Schema, StoredInteger } from "./database.ts";

/** Positions of a gapless numbering, inclusive; empty when first > last. */
export interface Positions {
  readonly first: number;
  readonly last: number;
}

/** The positions on that page of a part of a list, ascending. */
function ascendingRange({ first, last }: Positions, page: PageRequest): Positions {
  const start = Math.max(first, Number(page.after ?? 0) + 1) + offsetOf(page);
  return { first: start, last: Math.min(last, start + page.limit - 1) };
}

/** The positions on that page when the newest comes first. */
export function descendingRange({ first, last }: Positions, page: PageRequest): Positions {
  const newest = page.after === undefined ? last : Math.min(last, Number(page.after) - 1);
  const end = newest - offsetOf(page);
  return { first: Math.max(first, end - page.limit + 1), last: end };
}

/** @limit Lists and chores: matching rows that a filtered list counts and pages through. */
export const MAX_COUNTED = 10_000;

/** The length of a list, which no one needs of a part behind a key. */
async function totalOf(page: PageRequest, count: () => Promise<number>): Promise<number> {
  return page.after === undefined ? count() : 0;
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

/** The positions 1 … `last` that the rows still have: `prune` deletes from the lowest up. */
export async function keptPositions<TB extends keyof Schema>(
  rows: SelectQueryBuilder<Schema, TB, object>,
  position: StringReference<Schema, TB> & string,
  last: number,
): Promise<Positions> {
  const positions = rows.select(sql<StoredInteger>`${sql.ref(position)}`.as("oldest"));
  const oldest = positions
    .$castTo<{ readonly oldest: StoredInteger }>()
    .where(position, ">", 0 as never)
    .orderBy(position as never)
    .limit(1);
  const row = await oldest.executeTakeFirst();
  return { first: Number(row?.oldest ?? last + 1), last };
}

/**
 * A page of a list whose rows `position` numbers 1 … `of` without gaps, or of a part of it: a range of an index.
 */
export async function pageByPosition<DB, TB extends keyof DB, Row, Item>(
  list: SelectQueryBuilder<DB, TB, Row>,
  position: StringReference<DB, TB>,
  page: PageRequest,
  of: number | Positions,
  decode: (row: Simplify<Row>) => Item,
  order: "asc" | "desc" = "desc",
): Promise<PageOf<Item>> {
  const part = typeof of === "number" ? { first: 1, last: of } : of;
  const total = Math.max(0, part.last - part.first + 1);
  const { first, last } = order === "desc" ? descendingRange(part, page) : ascendingRange(part, page);
  if (last < first) return { rows: [], total };
  const rows = await list
    .where(position, ">=", first as never)
    .where(position, "<=", last as never)
    .orderBy(position as never, order)
    .execute();
  return { rows: rows.map(decode), total };
}

/** A page of whole rows of one table by a key of theirs: a text, or a number that may have gaps. */
export async function pageByKey<TB extends keyof Schema, Item>(
  all: SelectQueryBuilder<Schema, TB, object>,
  key: StringReference<Schema, TB>,
  page: PageRequest,
  decode: (row: Readonly<Record<string, unknown>>) => Item,
  order: "asc" | "desc" = "asc",
): Promise<PageOf<Item>> {
  const rows = await all
    .$if(page.after !== undefined, (query) => query.where(key, order === "asc" ? ">" : "<", page.after as never))
    .selectAll()
    .orderBy(key as never, order)
    .limit(page.limit)
    .offset(offsetOf(page))
    .execute();
  const total = await totalOf(page, () => countOf(all));
  return { rows: (rows as Readonly<Record<string, unknown>>[]).map(decode), total };
}
