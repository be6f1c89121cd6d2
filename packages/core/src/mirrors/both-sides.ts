import type { Amount } from "../money/amount.ts";
import type { Drift } from "../model/drift.ts";
import type { Transaction } from "../model/transaction.ts";
import { LISTED, isNear, type ListedLine } from "./drift-listing.ts";
import { covers, explanationsOf, type Explanation } from "./drifts.ts";
import { distance, sameMovement } from "./same-movement.ts";

/**
 * both_sides: reported by a hook and listed. backfilled: found in the list and posted. late_hook: its hook came after
 * the snapshot. provider_only, here_only: the other side lacks it. not_compared: ours, and no list was read.
 */
export type SideMatch = "both_sides" | "backfilled" | "late_hook" | "provider_only" | "here_only" | "not_compared";

/** One movement of a drift's time: the provider's line, our transaction, or both. */
export interface SideLine {
  readonly match: SideMatch;
  readonly theirs: ListedLine | null;
  readonly ours: Readonly<Transaction> | null;
}

/** A number of movements and their sum, in the wallet's units. */
interface Sum {
  readonly count: number;
  readonly amount: Amount;
}

export interface BothSides {
  /** By the provider's time, the oldest first. */
  readonly lines: readonly SideLine[];
  /** The movements among `lines` that were known when the snapshot came. */
  readonly known: Sum;
  /** The movements that have explained a part of the difference since. */
  readonly found: Sum;
}

/**
 * Matches the provider's lines of a drift's time with our transactions. `listed` is null when no list was read. `ours`
 * are the wallet's transactions around that time, and those that explain the drift.
 */
export function bothSides(
  drift: Readonly<Drift>,
  listed: readonly ListedLine[] | null,
  ours: readonly Readonly<Transaction>[],
): BothSides {
  const free = new Set(listed ?? []);
  const explanations = explanationsOf(drift);
  const found = explanations.map((explanation): SideLine => {
    const theirs = lineOf(explanation, [...free]);
    if (theirs) free.delete(theirs);
    const isListed = explanation.id.startsWith(LISTED);
    return {
      match: isListed ? "backfilled" : "late_hook",
      theirs,
      ours: ours.find(({ id }) => id === explanation.transactionId) ?? null,
    };
  });
  const explaining = new Set(explanations.map(({ transactionId }) => transactionId));
  const reported = ours.filter(({ id, occurredAt }) => {
    return occurredAt !== null && !explaining.has(id) && isNear(drift, occurredAt);
  });
  const pairs = paired([...free], reported);
  const others = [...pairs, ...alone([...free], reported, pairs, listed !== null)];
  const shown = others.filter((line) => timesOf(line).some((at) => covers(drift, at)));
  const known = shown.flatMap(({ ours: own }) => (own && own.id < drift.transactionId ? [own.amount] : []));
  return {
    lines: [...found, ...shown].toSorted(inOrder),
    known: sumOf(known),
    found: sumOf(explanations.map(({ amount }) => BigInt(amount))),
  };
}

/** The line that was found, or the one of the hook that came late. */
function lineOf(explanation: Explanation, free: readonly ListedLine[]): ListedLine | null {
  const { id } = explanation;
  if (id.startsWith(LISTED)) return free.find(({ externalId }) => `${LISTED}${externalId}` === id) ?? null;
  const movement = { ...explanation, remarks: null };
  const same = free.filter((line) => sameMovement(line, movement));
  return same.toSorted((a, b) => distance(a, movement) - distance(b, movement))[0] ?? null;
}

/** Pairs of the same movement, the nearest ones first. */
function paired(free: readonly ListedLine[], reported: readonly Readonly<Transaction>[]): SideLine[] {
  const candidates = reported.flatMap((ours) => {
    const movement = { ...ours, amount: String(ours.amount), occurredAt: ours.occurredAt ?? 0 };
    return free
      .filter((line) => sameMovement(line, movement))
      .map((theirs) => ({ ours, theirs, apart: distance(theirs, movement) }));
  });
  const taken = new Set<ListedLine | Readonly<Transaction>>();
  const pairs: SideLine[] = [];
  for (const { ours, theirs } of candidates.toSorted((a, b) => a.apart - b.apart)) {
    if (taken.has(ours) || taken.has(theirs)) continue;
    taken.add(ours).add(theirs);
    pairs.push({ match: "both_sides", theirs, ours });
  }
  return pairs;
}

/** What no pair has. */
function alone(
  free: readonly ListedLine[],
  reported: readonly Readonly<Transaction>[],
  pairs: readonly SideLine[],
  compared: boolean,
): SideLine[] {
  const taken = new Set(pairs.flatMap(({ theirs, ours }) => [theirs, ours]));
  return [
    ...free
      .filter((line) => !taken.has(line))
      .map((theirs): SideLine => ({ match: "provider_only", theirs, ours: null })),
    ...reported
      .filter((own) => !taken.has(own))
      .map((ours): SideLine => ({ match: compared ? "here_only" : "not_compared", theirs: null, ours })),
  ];
}

/** The times of a movement by the provider's clock, the list's first. */
function timesOf({ theirs, ours }: SideLine): number[] {
  return [theirs?.occurredAt ?? null, ours?.occurredAt ?? null].filter((at) => at !== null);
}

/** Lists may be dated in whole seconds. */
function inOrder(a: SideLine, b: SideLine): number {
  return (timesOf(a)[0] ?? 0) - (timesOf(b)[0] ?? 0) || (a.ours?.id ?? 0) - (b.ours?.id ?? 0);
}

function sumOf(amounts: readonly Amount[]): Sum {
  return { count: amounts.length, amount: amounts.reduce((sum, amount) => sum + amount, 0n) };
}
