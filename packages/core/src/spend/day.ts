/** @nolimit One day. */
const DAY_MS = 86_400_000;

/** The UTC day a time belongs to, counted from 1970-01-01. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** The start of a day, in Unix milliseconds. */
export function startOfDay(day: number): number {
  return day * DAY_MS;
}

/** `2026-05-15` */
export function dayText(day: number): string {
  return new Date(startOfDay(day)).toISOString().slice(0, 10);
}
