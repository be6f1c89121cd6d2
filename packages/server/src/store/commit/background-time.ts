/**
 * @limit Commits: share of the time in which the store is at work for results of deliveries, and for deliveries to be made, while
 * callers submit commands.
 */
const SHARE = 0.05;
/** @limit Commits: time that these take in one batch while callers submit commands; a caller's command may wait for it. */
const AT_ONCE_MS = 2.5;
/** @limit Commits: time from a caller's command during which further ones are expected. */
const EXPECTED_MS = 50;

/** The time that deliveries may take of a batch now; when it is 0, how long to wait. */
interface Room {
  readonly atOnceMs: number;
  readonly waitMs: number;
}

/**
 * The store's time that the server's own work on deliveries may take. While callers submit commands, it is the time in which
 * the store has nothing else to do and a small share of the rest, so that a backlog of deliveries slows them little;
 * otherwise it is all there is. Times are on a monotonic clock.
 */
export class BackgroundTime {
  readonly #monotonic: () => number;
  #calledAt = Number.NEGATIVE_INFINITY;
  #isIdle = true;
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

  /** The store has begun to work, or has nothing to do any more. */
  idle(isIdle: boolean): void {
    this.#count();
    this.#isIdle = isIdle;
  }

  room(): Room {
    const expectedFor = this.#calledAt + EXPECTED_MS - this.#count();
    if (expectedFor <= 0) {
      this.#left = AT_ONCE_MS;
      return { atOnceMs: Number.POSITIVE_INFINITY, waitMs: 0 };
    }
    if (this.#left > 0) return { atOnceMs: AT_ONCE_MS, waitMs: 0 };
    return { atOnceMs: 0, waitMs: Math.min(expectedFor, -this.#left / this.#rate) };
  }

  /** Deliveries have taken so much of the store's time. */
  spent(ms: number): void {
    this.#left -= ms;
  }

  get #rate(): number {
    return this.#isIdle ? 1 : SHARE;
  }

  /** Returns the present time. */
  #count(): number {
    const now = this.#monotonic();
    this.#left = Math.min(AT_ONCE_MS, this.#left + (now - this.#countedAt) * this.#rate);
    this.#countedAt = now;
    return now;
  }
}
