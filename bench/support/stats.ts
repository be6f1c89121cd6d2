/** Of an array in ascending order; NaN when it is empty. */
export function percentile(sorted: ArrayLike<number>, fraction: number): number {
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * fraction) - 1));
  return sorted[index] ?? Number.NaN;
}

export function ascending(values: Iterable<number>): Float64Array {
  return Float64Array.from(values).toSorted();
}

export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle] ?? Number.NaN;
  return ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** One round's pair, measured one after the other. */
export interface Pair {
  readonly floor: number;
  readonly figure: number;
}

export interface Ratio {
  readonly floor: number;
  readonly figure: number;
  readonly ratio: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Medians over the rounds; the ratio is the median of the rounds' own ratios. */
export function ratioOf(rounds: readonly Pair[], ratio = ({ floor, figure }: Pair) => figure / floor): Ratio {
  const ratios = rounds.map(ratio);
  return {
    floor: median(rounds.map(({ floor }) => floor)),
    figure: median(rounds.map(({ figure }) => figure)),
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
  };
}
