import type { Outbound } from "../../net/outbound.ts";
import { createExchange } from "../../providers/requests/exchange.ts";
import { isSuccess } from "../../providers/requests/refusal.ts";
import type { Crossing } from "./crossings.ts";

/** @limit Watch: crossings kept while the receiver is unavailable; the oldest is dropped. */
const MAX_UNPOSTED = 1_000;

/** Posts crossings as JSON, in order. A crossing that the receiver does not accept is posted again the next time. */
export class Poster {
  readonly #exchange: ReturnType<typeof createExchange>;
  readonly #path: string;
  readonly #waiting: Crossing[] = [];

  constructor(url: string, outbound: Outbound) {
    const { origin, pathname, search } = new URL(url);
    this.#exchange = createExchange(origin, { outbound, owner: "watch" });
    this.#path = `${pathname}${search}`;
  }

  /** Resolves with the failure in words; null when everything is posted. */
  async post(crossings: readonly Crossing[], signal: AbortSignal): Promise<string | null> {
    this.#waiting.push(...crossings);
    const lost = this.#waiting.splice(0, Math.max(0, this.#waiting.length - MAX_UNPOSTED)).length;
    const problem = await this.#postWaiting(signal);
    return lost > 0 ? `${problem ?? "posted late"}; the oldest ${lost} were given up` : problem;
  }

  close(): Promise<void> {
    return this.#exchange.close();
  }

  async #postWaiting(signal: AbortSignal): Promise<string | null> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      try {
        const { status } = await this.#exchange.send(
          {
            method: "POST",
            path: this.#path,
            headers: { "content-type": "application/json" },
            body: JSON.stringify(next),
            repeatable: true,
          },
          signal,
        );
        if (!isSuccess(status)) return `the receiver responded with ${status}`;
      } catch (error) {
        signal.throwIfAborted();
        return error instanceof Error ? error.message : String(error);
      }
      this.#waiting.shift();
    }
    return null;
  }
}
