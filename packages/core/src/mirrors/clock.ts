/** The provider's clock minus ours lies within [low, high] milliseconds. */
export interface ClockInterval {
  readonly low: number;
  readonly high: number;
}

/** An estimate of one of the provider's clocks, from readings that agree with each other. */
export interface ClockEstimate extends ClockInterval {
  /** Our clock at the last confirmation. */
  readonly at: number;
  /** The number of the reading that confirmed it last. */
  readonly reading: number;
}

/** @limit Polling: assumed difference between a provider's clock and ours before it has been measured. */
const ASSUMED_CLOCK_MS = 5_000;

/** @limit Polling: milliseconds by which the assumed clock drift grows for each second without a measurement. */
const DRIFT_MS_PER_SECOND = 1;
/**
 * @limit Polling: longest silence that counts toward a clock's drift, because our own clock may have been set
 * meanwhile.
 */
const MAX_SILENCE_MS = 3_600_000;

/**
 * After that the clock was set, or its node is gone.
 * @limit Polling: consecutive readings that do not confirm an estimate of a provider's clock before it is dropped.
 */
const ESTIMATE_READINGS = 12;
/**
 * Hooks that are late by less are dated by a clock that is still known.
 * @limit Polling: shortest time before an unconfirmed estimate of a provider's clock is dropped.
 */
const ESTIMATE_MS = 120_000;
/** @limit Polling: clocks of one provider that are estimated separately, because several nodes may respond. */
const MAX_ESTIMATES = 4;

/**
 * The estimates of a provider's clocks after one more reading, the latest first. Readings are intersected, and
 * forgotten slowly, because clocks drift. A reading that contradicts every estimate begins a new one; the others stay
 * for a while, because a clock that was set cannot be distinguished from a second node.
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

/** The interval that contains whichever of the provider's clocks dated something; a wide one without estimates. */
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
