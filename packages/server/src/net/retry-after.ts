import { MAX_RETRY_DELAY_MS } from "@plimsoll/core";
import { readHttpDate } from "../util/outside-text/time.ts";

const DELAY_SECONDS = /^\d+$/;

/**
 * Reads a `Retry-After` header (RFC 9110 §10.2.3): seconds or an HTTP date.
 *
 * @param now milliseconds since the epoch, from which a date is measured
 * @returns milliseconds from now, 0 for a past date, at most `MAX_RETRY_DELAY_MS`; null when absent or malformed
 */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const value = header.trim();
  if (DELAY_SECONDS.test(value)) return Math.min(Number(value) * 1_000, MAX_RETRY_DELAY_MS);
  const until = readHttpDate(value);
  return until === null ? null : Math.min(Math.max(until - now, 0), MAX_RETRY_DELAY_MS);
}
