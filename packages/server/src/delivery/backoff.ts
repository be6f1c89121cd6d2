const FIRST_MS = 100;
/** Nothing waits longer than this for a store that is down. */
const BACKOFF_CAP_MS = 5_000;

/** Milliseconds to wait after the n-th failure in a row (n from 1): doubling, bounded. */
export function backoffMs(failures: number): number {
  return Math.min(FIRST_MS * 2 ** (failures - 1), BACKOFF_CAP_MS);
}
