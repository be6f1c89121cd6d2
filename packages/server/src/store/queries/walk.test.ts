import { describe, expect, test } from "vitest";
import { MAX_COUNTED } from "./pages.ts";
import {
  gaplessWay,
  MAX_EXAMINED,
  mergedWays,
  numberedWay,
  positionsBelow,
  positionsOf,
  ROWS_PER_PIECE,
  walkOn,
  walkPage,
  type Way,
} from "./walk.ts";

/** Positions 1 … `last`, newest first, of which `isMatch` names the matching ones. Counts what is read. */
function numbersTo(last: number, isMatch: (position: number) => boolean, abreast = 1) {
  const reads = { pieces: 0, longest: 0 };
  const matching = (from: number, to: number) => {
    reads.longest = Math.max(reads.longest, from - to);
    const found: number[] = [];
    for (let position = from - 1; position >= to; position -= 1) if (isMatch(position)) found.push(position);
    return found;
  };
  const way = gaplessWay<number>(
    { newestFirst: true, first: 1, last },
    {
      abreast,
      rows: async (from, to, limit) => matching(from, to).slice(0, limit),
      count: async (from, to) => {
        reads.pieces += 1;
        return matching(from, to).length;
      },
      key: (position) => position,
      time: async (position) => position * 10,
    },
  );
  return { way, reads };
}

describe.each([1, 3])("a page, of which %i pieces are counted at once,", (abreast) => {
  const numbers = (last: number, isMatch: (position: number) => boolean) => numbersTo(last, isMatch, abreast);

  test("has the matching rows of its place, and the number of all", async () => {
    const { way, reads } = numbers(5_500, (position) => position % 100 === 0);
    const found = await walkPage(way, { page: 3, limit: 20 });
    expect(found).toEqual({ rows: Array.from({ length: 15 }, (_, i) => 1_500 - i * 100), total: 55 });
    expect(reads.longest).toBeLessThanOrEqual(ROWS_PER_PIECE);
  });

  test("counts up to a bound, and reads no further", async () => {
    const { way, reads } = numbers(50_000, () => true);
    const found = await walkPage(way, { page: MAX_COUNTED / 50, limit: 50 });
    expect(found.total).toBe(MAX_COUNTED);
    expect(found.rows).toHaveLength(50);
    expect(reads.pieces).toBe(MAX_COUNTED / ROWS_PER_PIECE);
    expect((await walkPage(way, { page: MAX_COUNTED / 50 + 1, limit: 50 })).rows).toEqual([]);
  });

  test("says from when on everything was searched, when its search ends before the list", async () => {
    const last = MAX_EXAMINED + 5_000;
    const { way } = numbers(last, (position) => position < 3_000 || position === last);
    const before = (last + 1 - MAX_EXAMINED) * 10 + 1;
    expect(await walkPage(way, { page: 1, limit: 50 })).toEqual({ rows: [last], total: 1, stopped: { before } });
  });

  test("goes on where its search ends, along a way that is known beyond", async () => {
    const last = MAX_EXAMINED + 5_000;
    const { way } = numbers(last, (position) => position === last || position === 100);
    const page = { page: 1, limit: 50, examine: 5_000 };
    const beyond = async (key: number) => numbers(key - 1, (position) => position === 4_000).way;
    const stopped = { before: (last + 1 - 5_000) * 10 + 1 };
    expect(await walkPage(way, page, beyond)).toEqual({ rows: [last], total: 1, stopped });
    const near = async () => numbers(4_500, (position) => position === 4_000).way;
    expect(await walkPage(way, page, near)).toEqual({ rows: [last, 4_000], total: 2, stopped });
    expect(await walkPage(way, { ...page, page: 2, limit: 1 }, near)).toMatchObject({ rows: [4_000], total: 2 });
  });

  test("has searched everything when the list ends at the bound of the search", async () => {
    const { way } = numbers(MAX_EXAMINED, (position) => position === 1);
    expect(await walkPage(way, { page: 1, limit: 50 })).toEqual({ rows: [1], total: 1 });
    expect(await walkOn(way, Number.MAX_SAFE_INTEGER, 20, MAX_EXAMINED)).toEqual({ rows: [1], stopped: false });
  });
});

test("a part behind a key has each row once, however many are examined for it", async () => {
  const { way } = numbersTo(MAX_EXAMINED + 5_000, (position) => position < 30);
  const { rows, stopped } = await walkOn(way, Number.MAX_SAFE_INTEGER, 20);
  expect(rows).toEqual(Array.from({ length: 20 }, (_, i) => 29 - i));
  expect(stopped).toBe(false);
  expect((await walkOn(way, 10, 20)).rows).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(await walkOn(way, Number.MAX_SAFE_INTEGER, 20, 2_000)).toEqual({ rows: [], stopped: true });
});

test("merged ways are one order, whatever the lengths of their pieces", async () => {
  // Three lists of their own numbering, whose rows have keys among 1 … 9,000.
  const lists = [2, 3, 7].map((every, index) =>
    Array.from({ length: 9_000 }, (_, i) => i + 1).filter((key) => key % every === 0 && owner(key) === index),
  );
  const ways = await Promise.all(
    lists.map((keys): Promise<Way<number>> =>
      numberedWay({
        first: 1,
        last: keys.length,
        keyAt: async (number) => keys[number - 1] ?? null,
        rows: async (first, last, limit) =>
          keys
            .slice(first - 1, last)
            .toReversed()
            .slice(0, limit),
        count: async (first, last) => last - first + 1,
        key: (key) => key,
      }),
    ),
  );
  const [first, ...others] = ways;
  if (!first) throw new Error("no ways");
  const merged = mergedWays([first, ...others]);
  const all = lists.flat().toSorted((a, b) => b - a);
  expect(await walkPage(merged, { page: 7, limit: 90 })).toEqual({ rows: all.slice(540, 630), total: all.length });
  const streamed: number[] = [];
  for (let after = Number.MAX_SAFE_INTEGER; ;) {
    const { rows } = await walkOn(merged, after, 777);
    streamed.push(...rows);
    if (rows.length < 777) break;
    after = rows.at(-1) ?? 0;
  }
  expect(streamed).toEqual(all);
});

function owner(key: number): number {
  return [2, 3, 7].findIndex((every) => key % every === 0);
}

describe("positions by value", () => {
  // Of 1 … 10, the first four have been pruned; the value of a position is ten times the position.
  const valueAt = async (position: number) => (position <= 4 ? null : position * 10);

  test.each([
    [0, 4],
    [50, 4],
    [51, 5],
    [1_000, 10],
  ])("below %i are %i, those that have been pruned among them", async (bound, count) => {
    expect(await positionsBelow(10, bound, valueAt)).toBe(count);
  });

  test("a period has none that has been pruned", async () => {
    const kept = { first: 5, last: 10 };
    expect(await positionsOf(kept, { from: 0, to: 75 }, valueAt)).toEqual({ first: 5, last: 7 });
    expect(await positionsOf(kept, {}, valueAt)).toEqual(kept);
  });
});
