/** A wallet's distance from the level, and the distance at which it may stay, in the same units. */
export interface Position {
  /** The amount above the level; negative when it is below. */
  readonly surplus: bigint;
  /** At least zero. */
  readonly slack: bigint;
}

/** @limit Domain: wallets up to which the rebalancing plan tries every grouping. */
export const MAX_EXACT = 12;

/**
 * Splits positions whose surpluses sum to zero into as many groups as can each be levelled within itself, which is when
 * a group's surpluses together are no more than its slacks. A group of k needs k − 1 transfers, so the most groups are
 * the fewest transfers. Exact up to MAX_EXACT positions. Beyond that, positions that are level already stay alone, then
 * come pairs that level each other, then the rest together; at most a few transfers more than the fewest.
 */
export function grouped(positions: readonly Position[]): number[][] {
  return positions.length <= MAX_EXACT ? exactGroups(positions) : greedyGroups(positions);
}

function canBeLevelled(positions: readonly Position[], group: readonly number[]): boolean {
  let surplus = 0n;
  let slack = 0n;
  for (const index of group) {
    surplus += (positions[index] as Position).surplus;
    slack += (positions[index] as Position).slack;
  }
  return (surplus < 0n ? -surplus : surplus) <= slack;
}

function exactGroups(positions: readonly Position[]): number[][] {
  const all = (1 << positions.length) - 1;
  const feasible = Array.from({ length: all + 1 }, (_, mask) => canBeLevelled(positions, membersOf(mask)));
  // For every set: the most groups it can make, and the first of them. A set that makes none has -1.
  const most = new Int8Array(all + 1).fill(-1);
  const first = new Int32Array(all + 1);
  most[0] = 0;
  for (let mask = 1; mask <= all; mask += 1) {
    // Some group has the lowest member; once that group is chosen, the others follow from the remaining members.
    const lowest = mask & -mask;
    for (let group = mask; group > 0; group = (group - 1) & mask) {
      if ((group & lowest) === 0 || !feasible[group]) continue;
      const rest = most[mask ^ group] as number;
      if (rest >= 0 && rest + 1 > (most[mask] as number)) {
        most[mask] = rest + 1;
        first[mask] = group;
      }
    }
  }
  const groups: number[][] = [];
  for (let mask = all; mask > 0; mask ^= first[mask] as number) groups.push(membersOf(first[mask] as number));
  return groups;
}

function membersOf(mask: number): number[] {
  const members: number[] = [];
  for (let index = 0; mask >> index > 0; index += 1) if ((mask >> index) & 1) members.push(index);
  return members;
}

function greedyGroups(positions: readonly Position[]): number[][] {
  const alone: number[] = [];
  let rest: number[] = [];
  for (const index of positions.keys()) (canBeLevelled(positions, [index]) ? alone : rest).push(index);
  const pairs: number[][] = [];
  for (const index of rest) {
    if (!rest.includes(index)) continue;
    const partner = rest.find((other) => other !== index && canBeLevelled(positions, [index, other]));
    if (partner === undefined) continue;
    pairs.push([index, partner]);
    rest = rest.filter((other) => other !== index && other !== partner);
  }
  // The rest may use the slack of those that are level, the largest first; all together always level each other.
  const bySlack = alone.toSorted((a, b) => compare((positions[b] as Position).slack, (positions[a] as Position).slack));
  while (rest.length > 0 && !canBeLevelled(positions, rest)) {
    const next = bySlack.shift();
    if (next !== undefined) rest.push(next);
    else rest.push(...(pairs.pop() ?? []));
  }
  return [...bySlack.map((index) => [index]), ...pairs, ...(rest.length > 0 ? [rest] : [])];
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
