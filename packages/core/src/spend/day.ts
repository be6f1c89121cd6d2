/** @nolimit One day. */
export const DAY_MS = 86_400_000;

/** The UTC day a time belongs to, counted from 1970-01-01. */
export function dayOf(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** The start of a day, in Unix milliseconds. */
export function startOfDay(day: number): number {
  return day * DAY_MS;
}

/** The day of `2026-05-15`; null for any other text, and for a day that no calendar has. */
export function parseDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? null : dayOf(ms);
}

/** `2026-05-15` */
export function dayText(day: number): string {
  return new Date(startOfDay(day)).toISOString().slice(0, 10);
}
