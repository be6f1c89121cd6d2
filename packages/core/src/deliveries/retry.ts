/** @limit Deliveries: factor by which each wait before a retry is longer than the one before. */
const RETRY_FACTOR = 5;
/** @limit Deliveries: longest wait before an attempt, `Retry-After` included. */
export const MAX_RETRY_DELAY_MS = 60 * 60 * 1_000;
/** A wait varies by this share either way, so that receivers that failed together are not all retried together. */
const JITTER = 0.2;

/**
 * The wait after `failures` failed attempts, in milliseconds. A longer Retry-After of the receiver is honoured.
 * `jitter` is a random number in [0, 1].
 */
export function retryDelay(baseMs: number, failures: number, retryAfterMs: number | null, jitter: number): number {
  // Capped so that the longest wait is still within the bound when it varies upwards.
  const backoff = Math.min(baseMs * RETRY_FACTOR ** (failures - 1), MAX_RETRY_DELAY_MS / (1 + JITTER));
  const varied = backoff * (1 - JITTER + 2 * JITTER * jitter);
  return Math.round(Math.max(varied, Math.min(retryAfterMs ?? 0, MAX_RETRY_DELAY_MS)));
}
