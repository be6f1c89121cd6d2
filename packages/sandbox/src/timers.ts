import { setMaxListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** All waits of the sandbox, so that one call ends them all. */
export class Timers {
  readonly #stopped = new AbortController();

  constructor() {
    // Every wait listens, and there may be as many as there are events.
    setMaxListeners(0, this.#stopped.signal);
  }

  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Resolves after the time, or at once when stopped: true if the time has passed. */
  async pause(ms: number): Promise<boolean> {
    if (ms <= 0) return !this.signal.aborted;
    try {
      await delay(ms, undefined, { signal: this.signal });
      return true;
    } catch {
      return false;
    }
  }

  stop(): void {
    this.#stopped.abort();
  }
}
