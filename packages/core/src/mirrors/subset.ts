/** @limit Polling: amounts of which every sum is tried; of more, the last ones. */
const MAX_COMBINED = 12;

/**
 * Indexes of the fewest amounts that add up to `target` exactly, or null. Of more than MAX_COMBINED amounts only the last are combined, besides
 * the sum of all.
 */
export function exactSubset(amounts: readonly bigint[], target: bigint): readonly number[] | null {
  if (target === 0n) return [];
  if (amounts.reduce((sum, amount) => sum + amount, 0n) === target) return amounts.map((_, index) => index);
  const offset = Math.max(0, amounts.length - MAX_COMBINED);
  const tried = amounts.slice(offset);
  let best: readonly number[] | null = null;
  for (let mask = 1; mask < 1 << tried.length; mask += 1) {
    let sum = 0n;
    const chosen: number[] = [];
    for (let i = 0; i < tried.length; i += 1) {
      if ((mask & (1 << i)) === 0) continue;
      sum += tried[i] as bigint;
      chosen.push(offset + i);
    }
    if (sum === target && (best === null || chosen.length < best.length)) best = chosen;
  }
  return best;
}
