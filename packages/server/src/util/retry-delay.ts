/** The growth of the waits between attempts. Times in milliseconds. */
export interface RetryPace {
  /** The wait after the first failure; it doubles with each further one. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** The share by which a wait varies either way. */
  readonly jitter: number;
  /** The longest wait that the other side may request. */
  readonly longestAskedMs: number;
}

/** @nolimit It keeps the arithmetic finite; the longest wait is the bound. */
const MAX_DOUBLINGS = 20;

/** Milliseconds to wait after the n-th failure in a row (n from 1); longer when `retryAfterMs` requests it. `random` is in [0, 1]. */
export function retryDelayMs(pace: RetryPace, failures: number, retryAfterMs: number | null, random: number): number {
  const { firstMs, longestMs, jitter, longestAskedMs } = pace;
  const backoff = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, MAX_DOUBLINGS));
  const varied = Math.min(longestMs, backoff * (1 - jitter + 2 * jitter * random));
  return Math.max(varied, Math.min(retryAfterMs ?? 0, longestAskedMs));
}
