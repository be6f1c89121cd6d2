/** @limit Sandbox and demo: window of the sandbox's request limit. */
const WINDOW_MS = 60_000;

/** Requests a minute; null is no limit. */
export interface RequestLimits {
  readonly login: number | null;
  readonly read: number | null;
  readonly order: number | null;
  readonly charge: number | null;
}

/** As the protocol documents them. */
export const DOCUMENTED_LIMITS: RequestLimits = { login: 10, read: 300, order: 60, charge: 120 };

export const NO_LIMITS: RequestLimits = { login: null, read: null, order: null, charge: null };

export type LimitClass = keyof RequestLimits;

/** Counts the requests of a minute. */
export class RequestCounter {
  readonly #limits: RequestLimits;
  readonly #counts = new Map<LimitClass, { startedAt: number; count: number }>();

  constructor(limits: RequestLimits) {
    this.#limits = limits;
  }

  /** Null when the request may pass; otherwise the whole seconds until one may. */
  take(kind: LimitClass, now: number): number | null {
    const limit = this.#limits[kind];
    if (limit === null) return null;
    let window = this.#counts.get(kind);
    if (!window || now - window.startedAt >= WINDOW_MS) {
      window = { startedAt: now, count: 0 };
      this.#counts.set(kind, window);
    }
    if (window.count >= limit) return Math.max(1, Math.ceil((window.startedAt + WINDOW_MS - now) / 1_000));
    window.count += 1;
    return null;
  }
}
