import { sql, type Compilable, type CompiledQuery, type SelectQueryBuilder } from "kysely";
import type { Db, StoredInteger } from "./database.ts";

interface Made<Row> {
  readonly query: CompiledQuery<Row>;
  /** For each parameter the index of its value; -1 when it is always the same. */
  readonly places: readonly number[];
}

/**
 * A read whose SQL is the same each time. It is made once, because what is asked every second of an idle server would cost
 * more to write down than to carry out. `build` binds its values and decides nothing by them.
 */
export function fixedQuery<Values extends readonly unknown[], Row, Result>(
  db: Db,
  build: (...values: Values) => Compilable<Row>,
  take: (rows: readonly Row[]) => Result,
): (...values: Values) => Promise<Result> {
  let made: Made<Row> | undefined;
  return async (...values) => {
    made ??= make(build, values.length);
    const { query, places } = made;
    const parameters = query.parameters.map((constant, i) => {
      const place = places[i] ?? -1;
      return place < 0 ? constant : values[place];
    });
    const { rows } = await db.executeQuery<Row>({ ...query, parameters });
    return take(rows);
  };
}

/** As `fixedQuery`, of the number of rows. */
export function fixedCount<DB, TB extends keyof DB, Values extends readonly unknown[]>(
  db: Db,
  matching: (...values: Values) => SelectQueryBuilder<DB, TB, object>,
): (...values: Values) => Promise<number> {
  return fixedQuery(
    db,
    (...values: Values) =>
      matching(...values)
        .select(sql<StoredInteger>`count(*)`.as("count"))
        .$castTo<{ readonly count: StoredInteger }>(),
    ([row]) => Number(row?.count ?? 0),
  );
}

function make<Values extends readonly unknown[], Row>(
  build: (...values: Values) => Compilable<Row>,
  count: number,
): Made<Row> {
  // An object is equal to nothing but itself, so that each parameter shows whose place it is.
  const marks: unknown[] = Array.from({ length: count }, () => ({}));
  const query = build(...(marks as unknown as Values)).compile();
  return { query, places: query.parameters.map((parameter) => marks.indexOf(parameter)) };
}
