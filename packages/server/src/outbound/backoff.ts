import { retryDelayMs, type RetryPace } from "../util/retry-delay.ts";

/** @limit Deliveries: first pause while the store is unavailable; each further pause is longer. */
const FIRST_MS = 100;
/** @limit Deliveries: longest pause while the store is unavailable. */
const BACKOFF_CAP_MS = 5_000;

const PACE: RetryPace = { firstMs: FIRST_MS, longestMs: BACKOFF_CAP_MS, jitter: 0, longestAskedMs: 0 };

/** Milliseconds to wait after the n-th failure in a row (n from 1): doubling, bounded. */
export function backoffMs(failures: number): number {
  return retryDelayMs(PACE, failures, null, 0);
}
