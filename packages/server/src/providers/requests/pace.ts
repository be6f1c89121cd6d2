import { setTimeout as delay } from "node:timers/promises";
import { SlidingWindowLimit } from "../../net/rate-limit.ts";
import { ProviderError } from "../connector.ts";

/** The rate limit of one sort of requests, and the pause after a 429 that names no time. */
export interface PaceRule {
  /** For messages: "order requests". */
  readonly name: string;
  readonly perMinute: number;
  readonly pauseMs: number;
}

/** @nolimit One minute. */
const MINUTE_MS = 60_000;
/**
 * @limit Providers: longest wait of a request for its turn below the provider's rate limit; a longer one is an error.
 */
const MAX_PACE_WAIT_MS = 5_000;

/** Keeps one sort of requests below the provider's limit, and pauses after a 429. */
export class Pace {
  readonly #rule: PaceRule;
  readonly #now: () => number;
  readonly #limit: SlidingWindowLimit;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor(rule: PaceRule, now: () => number) {
    this.#rule = rule;
    this.#now = now;
    this.#limit = new SlidingWindowLimit(rule.perMinute, MINUTE_MS);
  }

  /**
   * Resolves when a request may be sent. Rejects with `rate_limited` when that is too far off, or with the signal's
   * reason.
   */
  async take(signal: AbortSignal): Promise<void> {
    let waited = 0;
    for (;;) {
      signal.throwIfAborted();
      const now = this.#now();
      const wait = Math.max(this.#pausedUntil, this.#limit.nextAt(now)) - now;
      if (wait <= 0 && this.#limit.tryTake(now)) return;
      waited += wait;
      if (waited > MAX_PACE_WAIT_MS) {
        const message = `${this.#rule.name} wait: ${Math.ceil(wait / 1_000)} s until the provider takes the next one`;
        throw new ProviderError("rate_limited", message, { retryAfterMs: wait });
      }
      await delay(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  /** Records a 429 and returns the pause in milliseconds. */
  pause(retryAfterMs: number | null): number {
    const wait = retryAfterMs ?? this.#rule.pauseMs;
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#now() + wait);
    return wait;
  }
}
