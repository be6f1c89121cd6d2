import type { Callers } from "../util/callers.ts";

/** @limit Deliveries: share of a busy thread's time that sending takes while callers submit commands. */
const SHARE = 0.1;
/** @limit Deliveries: idle share of the thread's time below which it counts as busy. */
const IDLE_SHARE = 0.15;
/** @limit Deliveries: time over which the thread's idle share is measured. */
const MEASURED_MS = 20;
/** @limit Deliveries: time of a busy thread that sending takes at once while callers submit commands. */
const AT_ONCE_MS = 2.5;
/** @nolimit A timer is not more exact. */
const SOONEST_MS = 1;

interface ThreadTimeOptions {
  readonly callers: Callers;
  /** How long the thread has waited for something to do, in milliseconds and in all. */
  readonly idleMs?: () => number;
  readonly monotonic?: () => number;
}

/**
 * The thread's time that sending may take: all of it, but a small share while callers submit commands and the thread is
 * busy, so that a backlog of deliveries leaves it to them.
 */
export class ThreadTime {
  readonly #callers: Callers;
  readonly #idleMs: () => number;
  readonly #monotonic: () => number;
  #measuredAt = 0;
  #idleThen = 0;
  #isBusy = false;
  #countedAt = 0;
  /** Milliseconds; below zero after requests that took longer than there was time. */
  #left = AT_ONCE_MS;

  constructor({
    callers,
    idleMs = () => performance.eventLoopUtilization().idle,
    monotonic = () => performance.now(),
  }: ThreadTimeOptions) {
    this.#callers = callers;
    this.#idleMs = idleMs;
    this.#monotonic = monotonic;
  }

  /** Milliseconds until there is time for a request; 0 when there is. */
  waitMs(): number {
    const now = this.#monotonic();
    this.#measure(now);
    const expectedMs = this.#callers.expectedMs();
    if (!this.#isBusy || expectedMs === 0) this.#left = AT_ONCE_MS;
    else this.#left = Math.min(AT_ONCE_MS, this.#left + (now - this.#countedAt) * SHARE);
    this.#countedAt = now;
    if (this.#left > 0) return 0;
    return Math.max(SOONEST_MS, Math.min(expectedMs, MEASURED_MS, -this.#left / SHARE));
  }

  /** A request takes so much of it. */
  spent(ms: number): void {
    this.#left -= ms;
  }

  #measure(now: number): void {
    const elapsed = now - this.#measuredAt;
    if (elapsed < MEASURED_MS) return;
    const idle = this.#idleMs();
    this.#isBusy = idle - this.#idleThen < elapsed * IDLE_SHARE;
    this.#measuredAt = now;
    this.#idleThen = idle;
  }
}
