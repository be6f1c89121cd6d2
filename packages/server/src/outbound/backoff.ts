/** @limit Deliveries: first pause while the store is unavailable; each further pause is longer. */
const FIRST_MS = 100;
/** @limit Deliveries: longest pause while the store is unavailable. */
const BACKOFF_CAP_MS = 5_000;

/** Milliseconds to wait after the n-th failure in a row (n from 1): doubling, bounded. */
export function backoffMs(failures: number): number {
  return Math.min(FIRST_MS * 2 ** (failures - 1), BACKOFF_CAP_MS);
}
