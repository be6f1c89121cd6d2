import { sql, type Expression, type SelectQueryBuilder, type Simplify, type SqlBool } from "kysely";
import type { Db, Schema, StoredInteger } from "./database.ts";
import { fixedCount, fixedQuery } from "./fixed-query.ts";
import type { Positions } from "./pages.ts";
import { abreastOn, gaplessWay, nthEntry, ROWS_PER_PIECE, type Way } from "./walk.ts";

/** An index that has every match: its newest `limit` keys below `from`. */
type Entries = (
  from: number,
  limit: number,
) => Expression<unknown> & {
  offset(n: number): { executeTakeFirst(): Promise<Readonly<Record<string, StoredInteger>> | undefined> };
};

/** The matching rows of a list that a position numbers from 1 without gaps. Both queries are of one account. */
interface Matching<DB, TB extends keyof DB, Row, CB extends keyof Schema, Item> {
  readonly db: Db;
  /** The rows to be read. */
  readonly list: SelectQueryBuilder<DB, TB, Row>;
  /** The rows to be counted, with no more joins than the conditions need. */
  readonly counted: SelectQueryBuilder<Schema, CB, object>;
  /** `table.column` */
  readonly position: `${string}.${string}`;
  readonly of: Positions;
  readonly conditions: readonly Expression<SqlBool>[];
  /** Null: the positions themselves are walked. */
  readonly entries?: Entries | null;
  readonly decode: (row: Simplify<Row>) => Item;
  readonly key: (item: Item) => number;
  readonly time?: (position: number) => Promise<number | null>;
}

/**
 * A way along the positions, or along an index of them, the newest first; the conditions are compared row by row. The
 * index alone gives the positions of a piece: given a range of them as well, SQLite would take the range.
 */
export function matchingWay<DB, TB extends keyof DB, Row, CB extends keyof Schema, Item>({
  db,
  list,
  counted,
  position,
  of: { first, last },
  conditions,
  entries = null,
  decode,
  key,
  time,
}: Matching<DB, TB, Row, CB, Item>): Way<Item> {
  const column = sql.ref(position);
  const piece = (from: number, to: number): Expression<SqlBool> =>
    sql<boolean>`(${
      entries
        ? sql`${column} IN (${entries(from, ROWS_PER_PIECE)}) AND +${column} >= ${to}`
        : sql`${column} < ${from} AND ${column} >= ${to}`
    })`;
  const way = gaplessWay<Item>(
    { newestFirst: true, first, last },
    {
      abreast: abreastOn(db),
      // A walk asks the same for each piece.
      rows: fixedQuery(
        db,
        (from: number, to: number, limit: number) =>
          list
            .where((eb) => eb.and([piece(from, to), ...conditions]))
            .orderBy(column, "desc")
            .limit(limit),
        (found) => found.map(decode),
      ),
      count: fixedCount(db, (from: number, to: number) =>
        counted.where((eb) => eb.and([piece(from, to), ...conditions])),
      ),
      key,
      ...(time && { time }),
    },
  );
  if (!entries) return way;
  const name = position.slice(position.indexOf(".") + 1);
  return { ...way, behind: (from, n) => nthEntry(entries(from, 1), name, n, first) };
}
