import { setImmediate } from "node:timers/promises";
import { offsetOf, type PageOf, type PageRequest } from "../port/page.ts";
import type { Period } from "../port/wallets.ts";
import { isSqlite, type Db, type StoredInteger } from "./database.ts";
import { MAX_COUNTED, type Positions } from "./pages.ts";

/** @limit Lists and chores: rows that a filtered list examines before other requests get their turn. */
export const ROWS_PER_PIECE = 2_500;
/** @limit Lists and chores: pieces of one list that PostgreSQL examines at once, on as many of the process's connections. */
const PIECES_ABREAST = 3;
/**
 * @limit Lists and chores: rows that one page of a filtered list examines; a search that reaches it says so. A stream of
 * the whole list examines all.
 */
export const MAX_EXAMINED = 100_000;

/**
 * Rows in the order of an integer key, each exactly once, by an index. A walk reads it in pieces of bounded length, so
 * that no filter makes the database read a whole table at once.
 */
export interface Way<Row> {
  readonly newestFirst: boolean;
  /** Pieces that are counted at once; one by default. */
  readonly abreast?: number;
  /** The key before the first row, exclusive. */
  readonly start: number;
  /** The key of the last row, inclusive. */
  readonly end: number;
  /** The key of the `n`th row behind `from`, whether or not it matches; null when fewer are left. */
  behind(from: number, n: number): Promise<number | null>;
  /** Matching rows behind `from`, up to `to` inclusive, in order. */
  rows(from: number, to: number, limit: number): Promise<readonly Row[]>;
  /** The number of matching rows behind `from`, up to `to` inclusive. */
  count(from: number, to: number): Promise<number>;
  key(row: Row): number;
  /** The time of the row with this key, in Unix milliseconds, in a list by time. */
  time?(key: number): Promise<number | null>;
}

/**
 * A page of the matching rows. The total counts at most `MAX_COUNTED` of at most `examine` examined rows. Where it stops,
 * `beyond` may know a way to some of the rows behind that key.
 */
export async function walkPage<Row>(
  first: Way<Row>,
  page: PageRequest,
  beyond?: (key: number) => Promise<Way<Row>>,
): Promise<PageOf<Row>> {
  if (page.after !== undefined) {
    const { rows } = await walkOn(first, Number(page.after), page.limit, page.examine);
    return { rows, total: 0 };
  }
  const { examine = MAX_EXAMINED } = page;
  const rows: Row[] = [];
  let skip = offsetOf(page);
  let total = 0;
  let way = first;
  let from = way.start;
  let stopped: PageOf<Row>["stopped"];
  for (let examined = 0; total < MAX_COUNTED;) {
    if (examined >= examine) {
      if ((await way.behind(from, 1)) === null) break;
      const time = (await way.time?.(from)) ?? null;
      stopped ??= { before: time === null ? null : time + 1 };
      if (beyond === undefined || way !== first) break;
      way = await beyond(from);
      examined = 0;
    }
    // No more than it takes if every row matches.
    const most = Math.ceil(Math.min(examine - examined, MAX_COUNTED - total) / ROWS_PER_PIECE);
    const pieces = await nextPieces(way, from, most);
    for (const piece of pieces) {
      const missing = Math.min(page.limit - rows.length, MAX_COUNTED - total);
      if (missing > 0 && skip < piece.found) {
        const read = await way.rows(piece.from, piece.upTo, skip + missing);
        rows.push(...read.slice(skip));
      }
      skip = Math.max(0, skip - piece.found);
      total = Math.min(total + piece.found, MAX_COUNTED);
    }
    const last = pieces.at(-1);
    if (!last || last.to === null) break;
    from = last.to;
    examined += pieces.length * ROWS_PER_PIECE;
    await setImmediate();
  }
  return { rows, total, ...(stopped && { stopped }) };
}

/** The pieces behind `from`, at most `most` or as many as are read at once, with their matching rows counted. */
async function nextPieces<Row>(way: Way<Row>, from: number, most: number) {
  const pieces: { readonly from: number; readonly to: number | null; readonly upTo: number }[] = [];
  for (let at: number | null = from; at !== null && pieces.length < Math.min(way.abreast ?? 1, most);) {
    const to: number | null = await way.behind(at, ROWS_PER_PIECE);
    pieces.push({ from: at, to, upTo: to ?? way.end });
    at = to;
  }
  return Promise.all(pieces.map(async (piece) => ({ ...piece, found: await way.count(piece.from, piece.upTo) })));
}

/** The pieces that a database examines at once: SQLite reads on the server's thread, one after the other. */
export function abreastOn(db: Db): number {
  return isSqlite(db) ? 1 : PIECES_ABREAST;
}

/** Up to `limit` matching rows behind a key, of as many examined as it takes or as `bound` allows. */
export async function walkOn<Row>(
  way: Way<Row>,
  after: number,
  limit: number,
  bound: number = Number.POSITIVE_INFINITY,
): Promise<{ readonly rows: readonly Row[]; readonly stopped: boolean }> {
  const rows: Row[] = [];
  let from = way.newestFirst ? Math.min(after, way.start) : Math.max(after, way.start);
  for (let examined = 0; rows.length < limit; examined += ROWS_PER_PIECE) {
    if (examined >= bound) return { rows, stopped: (await way.behind(from, 1)) !== null };
    const to = await way.behind(from, ROWS_PER_PIECE);
    rows.push(...(await way.rows(from, to ?? way.end, limit - rows.length)));
    if (to === null) break;
    from = to;
    await setImmediate();
  }
  return { rows, stopped: false };
}

/** The rows of several ways in one order; no row may be on two of them. */
export function mergedWays<Row>(ways: readonly [Way<Row>, ...Way<Row>[]]): Way<Row> {
  const [first] = ways;
  const { newestFirst } = first;
  const nearest = (keys: readonly number[]) => (newestFirst ? Math.max(...keys) : Math.min(...keys));
  const furthest = (keys: readonly number[]) => (newestFirst ? Math.min(...keys) : Math.max(...keys));
  const all = <T>(of: (way: Way<Row>) => Promise<T>) => Promise.all(ways.map(of));
  return {
    newestFirst,
    start: nearest(ways.map(({ start }) => start)),
    end: furthest(ways.map(({ end }) => end)),
    behind: async (from, n) => {
      const keys = await all((way) => way.behind(from, n));
      const present = keys.filter((key) => key !== null);
      return present.length === 0 ? null : nearest(present);
    },
    rows: async (from, to, limit) => {
      const found = (await all((way) => way.rows(from, to, limit))).flat();
      const ordered = found.toSorted((a, b) => (first.key(a) - first.key(b)) * (newestFirst ? -1 : 1));
      return ordered.slice(0, limit);
    },
    count: async (from, to) => (await all((way) => way.count(from, to))).reduce((sum, count) => sum + count, 0),
    key: (row) => first.key(row),
    ...(first.time && { time: (key: number) => first.time?.(key) ?? Promise.resolve(null) }),
  };
}

/** A way along positions without gaps, from `first` to `last`. */
export function gaplessWay<Row>(
  order: { readonly newestFirst: boolean; readonly first: number; readonly last: number },
  read: Pick<Way<Row>, "abreast" | "rows" | "count" | "key" | "time">,
): Way<Row> {
  const { newestFirst, first, last } = order;
  return {
    newestFirst,
    start: newestFirst ? last + 1 : first - 1,
    end: newestFirst ? first : last,
    behind: async (from, n) => {
      const to = newestFirst ? from - n : from + n;
      return to < first || to > last ? null : to;
    },
    ...read,
  };
}

/**
 * A gapless numbering of its own within an order of larger keys, such as a wallet's sequence among the account's
 * transactions: both rise together, so that a range of keys is a range of the numbering.
 */
export interface Numbering<Row> extends Pick<Way<Row>, "key" | "time"> {
  readonly first: number;
  readonly last: number;
  keyAt(number: number): Promise<number | null>;
  /** Matching rows from `last` down to `first`. */
  rows(first: number, last: number, limit: number): Promise<readonly Row[]>;
  count(first: number, last: number): Promise<number>;
}

/** The newest first. */
export async function numberedWay<Row>(numbering: Numbering<Row>): Promise<Way<Row>> {
  const { first, last, key, time } = numbering;
  // A piece begins where the one before it ended.
  const known = new Map<number, number>();
  const below = async (bound: number): Promise<number> => {
    const number = known.get(bound) ?? (await positionsBelow(last, bound, (at) => numbering.keyAt(at)));
    known.set(bound, number);
    return number;
  };
  const isEmpty = last < first;
  const start = isEmpty ? 0 : ((await numbering.keyAt(last)) ?? 0) + 1;
  if (!isEmpty) known.set(start, last);
  const range = async (from: number, to: number) => ({
    low: Math.max(first, (await below(to)) + 1),
    high: await below(from),
  });
  return {
    newestFirst: true,
    start,
    end: isEmpty ? 0 : ((await numbering.keyAt(first)) ?? start),
    behind: async (from, n) => {
      if (isEmpty) return null;
      const number = (await below(from)) - n + 1;
      if (number < first) return null;
      const found = await numbering.keyAt(number);
      if (found !== null) known.set(found, number - 1);
      return found;
    },
    rows: async (from, to, limit) => {
      const { low, high } = await range(from, to);
      return isEmpty || high < low ? [] : numbering.rows(low, high, limit);
    },
    count: async (from, to) => {
      const { low, high } = await range(from, to);
      return isEmpty || high < low ? 0 : numbering.count(low, high);
    },
    key,
    ...(time && { time }),
  };
}

/**
 * As `positionsBelow` for many bounds, which take each step together: `valuesAt` is called once for each binary digit.
 * A position without a value has been pruned and is below every bound, since pruning begins at the first.
 */
export async function positionsBelowEach(
  total: number,
  bounds: readonly number[],
  valuesAt: (positions: readonly number[]) => Promise<ReadonlyMap<number, number>>,
): Promise<readonly number[]> {
  const below = bounds.map(() => 0);
  for (let step = 2 ** Math.floor(Math.log2(Math.max(total, 1))); step >= 1; step /= 2) {
    const positions = new Set(below.map((position) => position + step).filter((position) => position <= total));
    const values = positions.size === 0 ? new Map<number, number>() : await valuesAt([...positions]);
    for (const [index, bound] of bounds.entries()) {
      const position = (below[index] ?? 0) + step;
      const value = values.get(position);
      if (position <= total && (value === undefined || value < bound)) below[index] = position;
    }
  }
  return below;
}

/**
 * The number of positions 1 … `total` whose value is below a bound, when the values rise with the positions. A fixed
 * descent through powers of two: a longer list gives the same answer, so that periods that follow each other share
 * their boundary. Reads a row for each binary digit of `total`.
 */
export async function positionsBelow(
  total: number,
  bound: number,
  valueAt: (position: number) => Promise<number | null>,
): Promise<number> {
  const [below = 0] = await positionsBelowEach(total, [bound], async ([position = 0]) => {
    const value = await valueAt(position);
    return new Map(value === null ? [] : [[position, value]]);
  });
  return below;
}

/** The positions of a period among those of all rows, by the times of the rows at its ends. */
export async function positionsOf(
  { first, last }: Positions,
  { from, to }: Period,
  timeAt: (position: number) => Promise<number | null>,
): Promise<Positions> {
  const below = (time: number) => positionsBelow(last, time, timeAt);
  return {
    first: typeof from === "number" ? Math.max(first, (await below(from)) + 1) : first,
    last: typeof to === "number" ? await below(to) : last,
  };
}

/** The key of the `n`th entry of an index, down to `end` inclusive where the keys fall; null when fewer are left. */
export async function nthEntry<Name extends string>(
  entries: { offset(n: number): { executeTakeFirst(): Promise<Readonly<Record<Name, StoredInteger>> | undefined> } },
  name: Name,
  n: number,
  end = 0,
): Promise<number | null> {
  const row = await entries.offset(n - 1).executeTakeFirst();
  return row && Number(row[name]) >= end ? Number(row[name]) : null;
}
