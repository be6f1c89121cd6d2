/**
 * @limit Commits: share of the time in which the store, or the thread, is at work for deliveries, while callers submit commands.
 */
const SHARE = 0.1;
/** @limit Commits: time that deliveries take at once while callers submit commands; a caller's command may wait for it. */
const AT_ONCE_MS = 2.5;
/** @limit Commits: time from a caller's command during which further ones are expected. */
const EXPECTED_MS = 50;
/** @nolimit A timer is not more exact. */
const SOONEST_MS = 1;

/** Milliseconds on a monotonic clock. */
type Monotonic = () => number;

/** Those who submit commands, as a queue of deliveries sees them. */
export class Callers {
  readonly #monotonic: Monotonic;
  #calledAt = Number.NEGATIVE_INFINITY;

  constructor(monotonic: Monotonic = () => performance.now()) {
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

/** How long something has had nothing to do, in milliseconds and in all. */
export class IdleTime {
  readonly #monotonic: Monotonic;
  #before = 0;
  #since: number | null;

  constructor(monotonic: Monotonic) {
    this.#monotonic = monotonic;
    this.#since = monotonic();
  }

  set(isIdle: boolean): void {
    const now = this.#monotonic();
    if (this.#since !== null) this.#before += now - this.#since;
    this.#since = isIdle ? now : null;
  }

  total(): number {
    return this.#before + (this.#since === null ? 0 : this.#monotonic() - this.#since);
  }
}

/** The time that deliveries may take now; when it is 0, how long to wait. */
interface Room {
  readonly atOnceMs: number;
  readonly waitMs: number;
}

interface BackgroundTimeOptions {
  readonly callers: Callers;
  /** How long it has had nothing to do, in milliseconds and in all. */
  readonly idleMs: () => number;
  readonly monotonic?: Monotonic;
}

/**
 * The time of the store, or of the thread, that the server's own work on deliveries may take. While callers submit
 * commands, it is the time in which there is nothing else to do and a small share of the rest, so that a backlog of
 * deliveries slows them little; otherwise it is all there is.
 */
export class BackgroundTime {
  readonly #callers: Callers;
  readonly #idleMs: () => number;
  readonly #monotonic: Monotonic;
  #countedAt = 0;
  #idleThen = 0;
  /** Milliseconds; below zero after work that took longer than there was time. */
  #left = AT_ONCE_MS;

  constructor({ callers, idleMs, monotonic = () => performance.now() }: BackgroundTimeOptions) {
    this.#callers = callers;
    this.#idleMs = idleMs;
    this.#monotonic = monotonic;
  }

  room(): Room {
    const expectedMs = this.#callers.expectedMs();
    this.#count();
    if (expectedMs === 0) {
      this.#left = AT_ONCE_MS;
      return { atOnceMs: Number.POSITIVE_INFINITY, waitMs: 0 };
    }
    if (this.#left > 0) return { atOnceMs: AT_ONCE_MS, waitMs: 0 };
    // There will be enough by then if nothing else is to be done; otherwise the next wait follows.
    return { atOnceMs: 0, waitMs: Math.min(expectedMs, Math.max(SOONEST_MS, -this.#left)) };
  }

  /** Deliveries have taken so much of the time. */
  spent(ms: number): void {
    this.#count();
    this.#left -= ms;
  }

  #count(): void {
    const now = this.#monotonic();
    const idle = this.#idleMs();
    const [elapsed, idled] = [now - this.#countedAt, idle - this.#idleThen];
    this.#left = Math.min(AT_ONCE_MS, this.#left + idled + (elapsed - idled) * SHARE);
    this.#countedAt = now;
    this.#idleThen = idle;
  }
}
