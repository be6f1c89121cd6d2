import type { Amount } from "../money/amount.ts";

/** One side's record of a movement. */
export interface Recorded {
  /** Signed: a debit is negative. */
  readonly amount: Amount;
  readonly reference: string | null;
  /** When it was, at the earliest and at the latest, in Unix milliseconds; a date is a whole day. */
  readonly from: number;
  readonly to: number;
}

interface Match<A, B> {
  readonly ours: A;
  readonly theirs: B;
  readonly by: "reference" | "time";
}

export interface Comparison<A, B> {
  readonly matched: readonly Match<A, B>[];
  readonly missingHere: readonly B[];
  readonly missingThere: readonly A[];
}

/**
 * Pairs two records of the same movements, each at most once. First those with the same amount and reference, in order
 * of time, however far apart; then, of the rest, those with the same amount and not two different references, whose times
 * are at most `windowMs` apart: the earliest first, which leaves the fewest without a pair where references do not distinguish
 * them.
 */
export function matchStatement<A extends Recorded, B extends Recorded>(
  ours: readonly A[],
  theirs: readonly B[],
  windowMs: number,
): Comparison<A, B> {
  const matched: Match<A, B>[] = [];
  const takenOurs = new Set<A>();
  const takenTheirs = new Set<B>();
  const take = (a: A, b: B, by: "reference" | "time") => {
    matched.push({ ours: a, theirs: b, by });
    takenOurs.add(a);
    takenTheirs.add(b);
  };

  const byReference = grouped(ours, ({ amount, reference }) => (reference === null ? null : `${amount} ${reference}`));
  for (const b of inTime(theirs)) {
    const a = b.reference === null ? undefined : byReference.get(`${b.amount} ${b.reference}`)?.shift();
    if (a) take(a, b, "reference");
  }

  const left = grouped(
    ours.filter((a) => !takenOurs.has(a)),
    ({ amount }) => String(amount),
  );
  for (const b of inTime(theirs.filter((each) => !takenTheirs.has(each)))) {
    const candidates = left.get(String(b.amount)) ?? [];
    const index = candidates.findIndex((a) => isNear(a, b, windowMs) && !differ(a.reference, b.reference));
    const a = candidates[index];
    if (!a) continue;
    candidates.splice(index, 1);
    take(a, b, "time");
  }
  return {
    matched,
    missingHere: theirs.filter((b) => !takenTheirs.has(b)),
    missingThere: ours.filter((a) => !takenOurs.has(a)),
  };
}

function isNear(a: Recorded, b: Recorded, windowMs: number): boolean {
  return a.from <= b.to + windowMs && b.from <= a.to + windowMs;
}

function differ(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && a !== b;
}

function inTime<T extends Recorded>(records: readonly T[]): T[] {
  return records.toSorted((a, b) => a.to - b.to || a.from - b.from);
}

/** By name, each group in order of time; records without a name are left out. */
function grouped<T extends Recorded>(records: readonly T[], nameOf: (record: T) => string | null): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const record of inTime(records)) {
    const name = nameOf(record);
    if (name === null) continue;
    const group = groups.get(name);
    if (group) group.push(record);
    else groups.set(name, [record]);
  }
  return groups;
}
