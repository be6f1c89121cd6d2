import { backoffMs } from "./backoff.ts";
import type { SetTimer } from "../util/timer.ts";

/**
 * Runs a task on request, never twice at once and at most once per spacing: however many requests arrive while it runs
 * or waits, one more run follows them all. A run that rejects is repeated with backoff.
 */
export class Coalesced {
  readonly #task: () => Promise<void>;
  readonly #spacingMs: number;
  readonly #setTimer: SetTimer;
  #requested = false;
  #busy = false;
  #stopped = false;
  #failures = 0;
  #cancel: (() => void) | null = null;

  constructor(task: () => Promise<void>, spacingMs: number, setTimer: SetTimer) {
    this.#task = task;
    this.#spacingMs = spacingMs;
    this.#setTimer = setTimer;
  }

  request(): void {
    this.#requested = true;
    if (!this.#busy) void this.#run();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  async #run(): Promise<void> {
    if (this.#stopped) return;
    this.#busy = true;
    this.#requested = false;
    try {
      await this.#task();
      this.#failures = 0;
    } catch {
      this.#failures += 1;
      this.#requested = true;
    }
    if (!this.#stopped) this.#cancel = this.#setTimer(() => this.#rested(), this.#restMs());
  }

  #restMs(): number {
    return this.#failures === 0 ? this.#spacingMs : backoffMs(this.#failures);
  }

  #rested(): void {
    this.#busy = false;
    if (this.#requested) void this.#run();
  }
}
