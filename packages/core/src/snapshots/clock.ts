/** The provider's clock minus ours lies within [low, high] milliseconds. */
export interface ClockInterval {
  readonly low: number;
  readonly high: number;
}

/** What readings that agree with each other say about a clock of the provider's. */
export interface ClockEstimate extends ClockInterval {
  /** Our clock when it was last confirmed. */
  readonly at: number;
  /** The number of the reading that confirmed it last. */
  readonly reading: number;
}

/** What is taken for granted of a provider's clock about which nothing is known. */
const ASSUMED_CLOCK_MS = 5_000;

/** How much a second of silence adds to what the clock may have drifted. */
const DRIFT_MS_PER_SECOND = 1;
/** Silence that counts: our own clock may have been set meanwhile. */
const MAX_SILENCE_MS = 3_600_000;

/** An estimate that no reading has confirmed for so many readings and so long is given up: that clock was set, or its node is gone. */
const ESTIMATE_READINGS = 12;
/** Hooks that are late by less than this are dated by a clock that is still known. */
const ESTIMATE_MS = 120_000;
/** Clocks of one provider that are kept apart: it may answer from several nodes. */
const MAX_ESTIMATES = 4;

/**
 * What is known of a provider's clocks after one more reading, the latest first. Readings are intersected, and forgotten slowly, because clocks
 * drift. A reading that contradicts every estimate begins a new one; the others stay for a while, because a clock that was set and a second node
 * look the same.
 */
export function learnClock(
  known: readonly ClockEstimate[],
  reading: ClockInterval | null,
  number: number,
  now: number,
): readonly ClockEstimate[] {
  if (!reading) return known;
  let confirmed: ClockEstimate = { low: reading.low, high: reading.high, at: now, reading: number };
  const others: ClockEstimate[] = [];
  let found = false;
  for (const estimate of known) {
    const { low, high } = widened(estimate, now);
    const both = { low: Math.max(low, reading.low), high: Math.min(high, reading.high) };
    if (!found && both.low <= both.high) {
      found = true;
      confirmed = { ...both, at: now, reading: number };
    } else if (number - estimate.reading <= ESTIMATE_READINGS || Math.abs(now - estimate.at) <= ESTIMATE_MS) {
      others.push(estimate);
    }
  }
  return [confirmed, ...others].slice(0, MAX_ESTIMATES);
}

/** The interval that holds whichever of the provider's clocks dated something; a wide one when nothing is known. */
export function clockHull(known: readonly ClockEstimate[], now: number): ClockInterval {
  if (known.length === 0) return { low: -ASSUMED_CLOCK_MS, high: ASSUMED_CLOCK_MS };
  const all = known.map((estimate) => widened(estimate, now));
  return { low: Math.min(...all.map(({ low }) => low)), high: Math.max(...all.map(({ high }) => high)) };
}

export function clockEstimates(stored: string): readonly ClockEstimate[] {
  return JSON.parse(stored) as ClockEstimate[];
}

function widened({ low, high, at }: ClockEstimate, now: number): ClockInterval {
  const silence = Math.min(MAX_SILENCE_MS, Math.max(0, now - at));
  const drifted = Math.ceil(silence / 1_000) * DRIFT_MS_PER_SECOND;
  return { low: low - drifted, high: high + drifted };
}
