/** @limit Commits: share of the store's time for results of deliveries, and for deliveries to be made, while callers submit commands. */
const SHARE = 0.1;
/** @limit Commits: time that these take in one batch while callers submit commands; a caller's command may wait for it. */
const AT_ONCE_MS = 2.5;
/** @limit Commits: time from a caller's command during which further ones are expected. */
const EXPECTED_MS = 50;

/**
 * The store's time that the server's own work on deliveries may take. While callers submit commands it is a small share,
 * so that a backlog of deliveries slows them little; otherwise it is all there is. Times are on a monotonic clock.
 */
export class BackgroundTime {
  readonly #monotonic: () => number;
  #calledAt = Number.NEGATIVE_INFINITY;
  #countedAt = 0;
  /** Milliseconds; below zero after a batch that took longer than expected. */
  #left = AT_ONCE_MS;

  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /** A caller has submitted a command, or has its answer and may submit the next. */
  called(): void {
    this.#calledAt = this.#monotonic();
  }

  /** The time that a batch may take for deliveries now, if one takes `batchMs`; 0 to wait for `wait()` milliseconds. */
  get room(): { readonly atOnceMs: number; readonly waitMs: number } {
    const now = this.#monotonic();
    const expectedFor = this.#calledAt + EXPECTED_MS - now;
    if (expectedFor <= 0) {
      this.#left = AT_ONCE_MS;
      this.#countedAt = now;
      return { atOnceMs: Number.POSITIVE_INFINITY, waitMs: 0 };
    }
    this.#left = Math.min(AT_ONCE_MS, this.#left + (now - this.#countedAt) * SHARE);
    this.#countedAt = now;
    if (this.#left > 0) return { atOnceMs: AT_ONCE_MS, waitMs: 0 };
    return { atOnceMs: 0, waitMs: Math.min(expectedFor, -this.#left / SHARE) };
  }

  /** Deliveries have taken so much of the store's time. */
  spent(ms: number): void {
    this.#left -= ms;
  }
}
