/** @limit Commits: time a batch should take; a command waits for the batch at work and is part of the next. */
const TARGET_MS = 10;
/** @limit Commits: commands of one transaction at least, however slow the store is, if so many wait. */
const MIN_BATCH = 128;
/** @limit Commits: commands in one transaction. */
const MAX_BATCH = 1_000;
const GROW = 1.25;
const SHRINK = 0.75;

/** How many commands form a batch: as many as the store has lately carried out in `TARGET_MS`. */
export class BatchBudget {
  #size = 256;
  #freeAt = 0;

  get size(): number {
    return Math.floor(this.#size);
  }

  /** A batch of this weight, handed over and answered at these times on a clock that never steps, has taught how fast the store is. */
  learn(weight: number, handedOverAt: number, answeredAt: number): void {
    // It may have waited for the one before.
    const took = answeredAt - Math.max(handedOverAt, this.#freeAt);
    this.#freeAt = answeredAt;
    if (weight < this.size / 2) return;
    if (took > TARGET_MS) this.#size = Math.max(MIN_BATCH, this.#size * SHRINK);
    else if (took < TARGET_MS / 2) this.#size = Math.min(MAX_BATCH, this.#size * GROW);
  }
}
