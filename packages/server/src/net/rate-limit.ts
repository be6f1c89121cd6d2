/**
 * At most `limit` takes in any window of `windowMs`, wherever the window is laid: the take n waits until `windowMs`
 * after the take n − limit. Times are milliseconds on any clock that does not run backwards.
 */
export class SlidingWindowLimit {
  readonly #windowMs: number;
  /** The last takes' times; take n is at index n modulo the limit. */
  #times: Float64Array;
  #taken = 0;

  /** @throws RangeError unless `limit` is a positive integer */
  constructor(limit: number, windowMs = 1_000) {
    this.#windowMs = windowMs;
    this.#times = emptyTimes(limit);
  }

  get limit(): number {
    return this.#times.length;
  }

  /** Takes a place in the window when one is free. */
  tryTake(now: number): boolean {
    if (this.nextAt(now) > now) return false;
    this.#times[this.#slot(this.#taken)] = now;
    this.#taken += 1;
    return true;
  }

  /** When the next take will succeed: `now`, or the time at which the oldest take leaves the window. */
  nextAt(now: number): number {
    return Math.max(now, this.#timeOf(this.#taken) + this.#windowMs);
  }

  /** The number of the last successful take, for `arrivedBy`. */
  get lastTake(): number {
    return this.#taken - 1;
  }

  /**
   * Moves a take to the latest moment at which it may have reached the other side, which counts the limit: a request
   * delayed on its way must not arrive in one window with those sent after it. Takes already out of reach are left.
   */
  arrivedBy(take: number, at: number): void {
    if (take < 0 || take < this.#taken - this.limit) return;
    this.#times[this.#slot(take)] = Math.max(this.#timeOf(take), at);
  }

  /** Changes the limit; takes already made keep counting. */
  resize(limit: number): void {
    if (limit === this.limit) return;
    const times = emptyTimes(limit);
    const oldest = Math.max(0, this.#taken - Math.min(limit, this.limit));
    for (let take = oldest; take < this.#taken; take++) times[take % limit] = this.#timeOf(take);
    this.#times = times;
  }

  /**
   * Starts as if the window had been filled at `now`, because the requests that another process sent a moment ago are
   * not known here.
   */
  assumeFull(now: number): void {
    this.#times.fill(now);
    this.#taken += this.limit;
  }

  #slot(take: number): number {
    return take % this.limit;
  }

  /** The time of a take, or, for the number about to be used, of the take it replaces. */
  #timeOf(take: number): number {
    return this.#times[this.#slot(take)] ?? Number.NEGATIVE_INFINITY;
  }
}

function emptyTimes(limit: number): Float64Array {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError(`a limit is a positive integer, not ${limit}`);
  return new Float64Array(limit).fill(Number.NEGATIVE_INFINITY);
}
