import { expect, test } from "vitest";
import { matchStatement, type Recorded } from "./match.ts";

const HOUR = 3_600_000;

function at(hour: number, amount: bigint, reference: string | null = null): Recorded {
  return { amount, reference, from: hour * HOUR, to: hour * HOUR };
}

function pairs(ours: readonly Recorded[], theirs: readonly Recorded[], windowHours = 24) {
  const { matched, missingHere, missingThere } = matchStatement(ours, theirs, windowHours * HOUR);
  return {
    matched: matched.map((match) => [ours.indexOf(match.ours), theirs.indexOf(match.theirs), match.by]),
    here: missingHere.map((record) => theirs.indexOf(record)),
    there: missingThere.map((record) => ours.indexOf(record)),
  };
}

test("a reference decides, whatever the times", () => {
  const ours = [at(1, -500n, "B"), at(2, -500n, "A")];
  const theirs = [at(90, -500n, "A"), at(1, -500n, "B")];
  expect(pairs(ours, theirs)).toEqual({
    matched: [
      [0, 1, "reference"],
      [1, 0, "reference"],
    ],
    here: [],
    there: [],
  });
});

test("the same reference with another amount is no match", () => {
  expect(pairs([at(1, -500n, "A")], [at(1, -501n, "A")])).toEqual({ matched: [], here: [0], there: [0] });
  expect(pairs([at(1, 500n, "A")], [at(1, -500n, "A")])).toEqual({ matched: [], here: [0], there: [0] });
});

test("without a reference on one side, the amount and the time decide", () => {
  const ours = [at(10, -500n, "A"), at(100, -500n)];
  expect(pairs(ours, [at(12, -500n)])).toEqual({ matched: [[0, 0, "time"]], here: [], there: [1] });
  expect(pairs(ours, [at(50, -500n)])).toEqual({ matched: [], here: [0], there: [0, 1] });
});

test("two different references are two movements", () => {
  expect(pairs([at(1, -500n, "A")], [at(1, -500n, "B")])).toEqual({ matched: [], here: [0], there: [0] });
});

test("equal movements are paired in order, each once", () => {
  const ours = [at(3, -1n), at(1, -1n), at(2, -1n)];
  const theirs = [at(2, -1n), at(1, -1n)];
  expect(pairs(ours, theirs, 1)).toEqual({
    matched: [
      [1, 1, "time"],
      [2, 0, "time"],
    ],
    here: [],
    there: [0],
  });
});

test("a date is its whole day", () => {
  const day = { amount: -1n, reference: null, from: 0, to: 24 * HOUR - 1 };
  expect(pairs([at(23, -1n)], [day], 0).matched).toHaveLength(1);
  expect(pairs([at(24, -1n)], [day], 0).matched).toHaveLength(0);
});

test("every record is matched or missing, exactly once", () => {
  let seed = 7;
  const random = (below: number) => (seed = (seed * 16_807) % 2_147_483_647) % below;
  const record = () => at(random(100), BigInt(random(4)), random(3) === 0 ? `R${random(5)}` : null);
  for (let round = 0; round < 100; round += 1) {
    const ours = Array.from({ length: random(30) }, record);
    const theirs = Array.from({ length: random(30) }, record);
    const { matched, here, there } = pairs(ours, theirs, 6);
    const sorted = (numbers: readonly unknown[]) => numbers.map(Number).toSorted((a, b) => a - b);
    expect(sorted([...matched.map(([a]) => a), ...there])).toEqual(ours.map((_, i) => i));
    expect(sorted([...matched.map(([, b]) => b), ...here])).toEqual(theirs.map((_, i) => i));
    for (const [a, b] of matched) expect(ours[Number(a)]?.amount).toBe(theirs[Number(b)]?.amount);
  }
});
