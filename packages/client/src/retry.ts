/** @limit Client: wait before the first retry; each further wait is twice as long. */
const BASE_DELAY_MS = 250;
/** @limit Client: longest wait before a retry that the client chooses. */
export const MAX_DELAY_MS = 8_000;
/**
 * When a server requests a longer pause, the client does not wait; its error carries the requested pause.
 * @limit Client: longest `Retry-After` that the client waits for.
 */
export const MAX_RETRY_AFTER_MS = 60_000;

const MAYBE_DONE: readonly number[] = [502, 503, 504];
const NOT_DONE = 429;

/**
 * Whether a request may be sent again.
 *
 * @param status the response's, 0 without one
 * @param repeatable whether doing it twice is the same as once. Otherwise only a response that excludes an effect
 * allows it.
 */
export function mayRepeat(status: number, repeatable: boolean): boolean {
  if (status === NOT_DONE) return true;
  return repeatable && (status === 0 || MAYBE_DONE.includes(status));
}

/**
 * Milliseconds before the next attempt: half of it fixed, half random, and never less than the server's `Retry-After`;
 * null when that exceeds `MAX_RETRY_AFTER_MS`.
 *
 * @param failures number of failed attempts, from 1
 * @param askedMs the value of `Retry-After`
 * @param random from 0 to 1
 */
export function delayBefore(failures: number, askedMs: number | null, random: number): number | null {
  if (askedMs !== null && askedMs > MAX_RETRY_AFTER_MS) return null;
  const full = Math.min(BASE_DELAY_MS * 2 ** (failures - 1), MAX_DELAY_MS);
  return Math.max(full / 2 + (full / 2) * random, askedMs ?? 0);
}

const SECONDS = /^\d{1,9}$/;
/** An HTTP date begins with a weekday; Date.parse alone would accept much else. */
const HTTP_DATE = /^(mon|tue|wed|thu|fri|sat|sun)/i;

/** A `Retry-After`, seconds or a date, as milliseconds from now; null when absent or malformed. */
export function retryAfterMs(header: string | null, now: number): number | null {
  const text = header?.trim() ?? "";
  if (SECONDS.test(text)) return Number(text) * 1_000;
  if (!HTTP_DATE.test(text)) return null;
  const until = Date.parse(text);
  return Number.isNaN(until) ? null : Math.max(until - now, 0);
}
