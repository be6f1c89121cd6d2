import type { Logger } from "pino";
import type { Reads } from "./port/reads.ts";
import type { Store } from "./port/store.ts";
import { StoreUnavailable } from "./port/unavailable.ts";

/**
 * The same store, which logs each outage once when it begins and once when it ends. Calls in between are rejected
 * without a log line.
 */
export function watchedStore(store: Store, logger: Logger): Store {
  // Separate, because a file that another process has locked can still be read.
  const writing = new OutageWatch(logger, "writing to the store");
  const reading = new OutageWatch(logger, "reading from the store");
  const entries = Object.entries(store.reads) as [string, (...input: never[]) => Promise<unknown>][];
  const reads = entries.map(([name, read]) => [name, (...input: never[]) => reading.watch(read(...input))]);
  return {
    ...store,
    reads: Object.fromEntries(reads) as Reads,
    commit: (commands, now) => writing.watch(store.commit(commands, now)),
  };
}

class OutageWatch {
  readonly #logger: Logger;
  readonly #what: string;
  #since: number | null = null;
  #failures = 0;

  constructor(logger: Logger, what: string) {
    this.#logger = logger;
    this.#what = what;
  }

  async watch<T>(work: Promise<T>): Promise<T> {
    try {
      const answer = await work;
      if (this.#since !== null) this.#over(this.#since);
      return answer;
    } catch (error) {
      if (error instanceof StoreUnavailable) this.#failed(error);
      throw error;
    }
  }

  #failed(error: StoreUnavailable): void {
    this.#failures += 1;
    if (this.#since !== null) return;
    this.#since = performance.now();
    this.#logger.error({ err: error }, `${this.#what} fails; refusing until it works`);
  }

  #over(since: number): void {
    const ms = Math.round(performance.now() - since);
    this.#logger.warn({ ms, failures: this.#failures }, `${this.#what} works again`);
    this.#since = null;
    this.#failures = 0;
  }
}
