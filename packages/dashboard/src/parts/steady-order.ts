/** What is shown of rows that must not move, and which of them the newest answer lacks. */
export interface Kept<Row> {
  readonly rows: readonly Row[];
  readonly gone: ReadonlySet<Row>;
  /** How many rows of the answer wait to come in. */
  readonly waiting: number;
}

/**
 * New values in the order that is shown: nothing moves, comes or goes. Of a full page, rows after all that are known do
 * not wait to come in: they are those of the next page.
 */
export function inOrderOf<Row>(
  shown: readonly Row[],
  now: readonly Row[],
  keyOf: (row: Row) => string | number,
  isFull = false,
): Kept<Row> {
  const byKey = new Map(now.map((row) => [keyOf(row), row]));
  const known = new Set(shown.map(keyOf));
  const gone = new Set<Row>();
  const rows = shown.map((row) => {
    const found = byKey.get(keyOf(row));
    if (found === undefined) gone.add(row);
    return found ?? row;
  });
  const isNew = (row: Row) => !known.has(keyOf(row));
  const lastKnown = now.findLastIndex((row) => !isNew(row));
  const coming = isFull && lastKnown !== -1 ? now.slice(0, lastKnown) : now;
  return { rows, gone, waiting: coming.filter(isNew).length };
}
