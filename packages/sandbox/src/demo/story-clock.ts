/** @nolimit The demo's day opens at 09:00. */
const OPENS_AT_MS = 9 * 60 * 60 * 1_000;
/** @nolimit One day. */
const DAY_MS = 86_400_000;

/** The clock of the demo's world: it stands at 09:00 of today, and runs as fast as the story needs. */
export class StoryClock {
  #at: number;
  #since: number;
  #speed = 1;

  constructor() {
    this.#at = Math.floor(Date.now() / DAY_MS) * DAY_MS + OPENS_AT_MS;
    this.#since = performance.now();
  }

  /** Unix milliseconds. */
  readonly now = (): number => Math.floor(this.#at + (performance.now() - this.#since) * this.#speed);

  /** It is never set, so it serves as the monotonic clock too. */
  readonly monotonic = (): number => this.#at + (performance.now() - this.#since) * this.#speed;

  /** From now on it runs `speed` times as fast as the machine's. */
  run(speed: number): void {
    this.#at = this.monotonic();
    this.#since = performance.now();
    this.#speed = speed;
  }
}
