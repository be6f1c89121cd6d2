/** The provider's clock minus ours lies within [low, high] milliseconds. */
export interface ClockInterval {
  readonly low: number;
  readonly high: number;
}

/** What is taken for granted of a provider's clock about which nothing is known. */
const ASSUMED_CLOCK_MS = 5_000;

/** How much a second of silence adds to what the clock may have drifted. */
const DRIFT_MS_PER_SECOND = 1;

/**
 * What is known of a provider's clock after one more reading. Readings are intersected, and forgotten slowly, because clocks drift; a reading
 * that contradicts what was known (somebody set the clock) replaces it. Null when there never was one.
 */
export function combineClock(
  known: (ClockInterval & { readonly at: number }) | null,
  reading: ClockInterval | null,
  now: number,
): ClockInterval | null {
  if (!known) return reading;
  const drifted = Math.ceil(Math.max(0, now - known.at) / 1_000) * DRIFT_MS_PER_SECOND;
  const widened = { low: known.low - drifted, high: known.high + drifted };
  if (!reading) return widened;
  const low = Math.max(widened.low, reading.low);
  const high = Math.min(widened.high, reading.high);
  return low <= high ? { low, high } : reading;
}

export function assumedClock(known: ClockInterval | null): ClockInterval {
  return known ?? { low: -ASSUMED_CLOCK_MS, high: ASSUMED_CLOCK_MS };
}
