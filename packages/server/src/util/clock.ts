/** The clocks that a server goes by. */
export interface Clock {
  /** Unix milliseconds. It may be set at any time. */
  readonly now: () => number;
  /** Milliseconds of a clock that is never set. */
  readonly monotonic: () => number;
}

/** The machine's own. */
export const SYSTEM_CLOCK: Clock = { now: Date.now, monotonic: () => performance.now() };
