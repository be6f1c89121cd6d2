/** @limit Commits: time from a caller's command during which further ones are expected. */
const EXPECTED_MS = 50;

/** Those who submit commands, as the server's own work sees them. Times are on a monotonic clock. */
export class Callers {
  readonly #monotonic: () => number;
  #calledAt = Number.NEGATIVE_INFINITY;

  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /** One has submitted a command, or has its answer and may submit the next. */
  called(): void {
    this.#calledAt = this.#monotonic();
  }

  /** Milliseconds for which further commands are expected; 0 when none are. */
  expectedMs(): number {
    return Math.max(0, this.#calledAt + EXPECTED_MS - this.#monotonic());
  }
}
