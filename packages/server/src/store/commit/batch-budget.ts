/** @limit Commits: time a batch should take while several accounts submit; a command waits for the batch at work and is part of the next. */
const TARGET_MS = 4;
/** @limit Commits: smallest bound of the commands in one transaction, however slow the store is. */
const MIN_BATCH = 128;
/** @limit Commits: commands in one transaction. */
const MAX_BATCH = 1_000;
/** @limit Commits: time after which accounts that submitted in turn no longer bound each other's batches. */
const SHARED_MS = 60_000;
const GROW = 1.25;
const SHRINK = 0.75;

/**
 * The number of commands in a batch. While several accounts submit, it is the number that the store has lately carried
 * out in `TARGET_MS`. Large batches are the fastest, and an account that is alone delays no other with them. Times are
 * on a monotonic clock.
 */
export class BatchBudget {
  readonly #monotonic: () => number;
  #size = 256;
  #freeAt = 0;
  #lastAccount: number | null = null;
  #sharedUntil = Number.NEGATIVE_INFINITY;

  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  get size(): number {
    return this.#monotonic() < this.#sharedUntil ? Math.floor(this.#size) : MAX_BATCH;
  }

  /** The number of commands that the store has lately carried out in this time, or in `TARGET_MS` when that is shorter. */
  within(ms: number): number {
    return Math.ceil(this.#size * Math.min(1, ms / TARGET_MS));
  }

  /** The account submits a command. */
  note(accountId: number): void {
    if (accountId === this.#lastAccount) return;
    if (this.#lastAccount !== null) this.#sharedUntil = this.#monotonic() + SHARED_MS;
    this.#lastAccount = accountId;
  }

  /** A batch of this weight was submitted and returned at these times, which show the speed of the store. Returns how long it took. */
  learn(weight: number, handedOverAt: number, answeredAt: number): number {
    // It may have waited for the previous one.
    const took = answeredAt - Math.max(handedOverAt, this.#freeAt);
    this.#freeAt = answeredAt;
    if (weight < Math.floor(this.#size) / 2) return took;
    if (took > TARGET_MS) this.#size = Math.max(MIN_BATCH, this.#size * SHRINK);
    else if (took < TARGET_MS / 2) this.#size = Math.min(MAX_BATCH, this.#size * GROW);
    return took;
  }
}
