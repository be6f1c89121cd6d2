import { readHttpDate } from "../../util/outside-text/time.ts";
import type { ClockReading, Window } from "../connector.ts";

/** @nolimit The resolution of a `Date` header, which is rounded down to a second. */
const DATE_RESOLUTION_MS = 1_000;

/**
 * The provider's clock by a response's `Date` header. The response was dated between sending and receiving, and the
 * true time is within the second of the header, so: date − received ≤ provider − ours < date + 1 s − sent. Null for an
 * absent or unreadable header.
 */
export function clockReading(date: string | null, { from, to }: Window): ClockReading | null {
  const ms = date === null ? null : readHttpDate(date);
  return ms === null ? null : { low: ms - to, high: ms + DATE_RESOLUTION_MS - from };
}

/** The intersection of all readings; null when there is none, or when they contradict each other. */
export function agreedClock(readings: readonly (ClockReading | null)[]): ClockReading | null {
  const known = readings.filter((reading) => reading !== null);
  if (known.length === 0) return null;
  const low = Math.max(...known.map((reading) => reading.low));
  const high = Math.min(...known.map((reading) => reading.high));
  return low <= high ? { low, high } : null;
}
