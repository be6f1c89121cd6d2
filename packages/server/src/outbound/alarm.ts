import type { SetTimer } from "../util/timer.ts";

/** One timer for the earliest of any number of times; later ones are forgotten, so the callback determines the next. */
export class Alarm {
  readonly #setTimer: SetTimer;
  readonly #now: () => number;
  readonly #ring: () => void;
  #at = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | null = null;

  /** @param now the clock, in milliseconds, of the times given to `set` */
  constructor(setTimer: SetTimer, now: () => number, ring: () => void) {
    this.#setTimer = setTimer;
    this.#now = now;
    this.#ring = ring;
  }

  get isSet(): boolean {
    return this.#cancel !== null;
  }

  /** Rings at `at`, or earlier when it was already set to an earlier time. */
  set(at: number): void {
    if (at >= this.#at) return;
    this.clear();
    this.#at = at;
    this.#cancel = this.#setTimer(() => {
      this.clear();
      this.#ring();
    }, at - this.#now());
  }

  clear(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#at = Number.POSITIVE_INFINITY;
  }
}
