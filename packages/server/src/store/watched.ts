import type { Logger } from "pino";
import { kept } from "./kept.ts";
import type { Reads } from "./port/reads.ts";
import type { Store } from "./port/store.ts";
import { AccountUnavailable, StoreUnavailable } from "./port/unavailable.ts";

/**
 * The same store, which logs each outage, of all or of one account, once when it begins and once when it ends. Calls in between are rejected
 * without a log line.
 */
export function watchedStore(store: Store, logger: Logger): Store {
  // Separate, because a file that another process has locked can still be read.
  const writing = new OutageWatch(logger, "writing to the store", isWhole);
  const reading = new OutageWatch(logger, "reading from the store", isWhole);
  const accounts = new Map<number, OutageWatch>();
  const ofAccount = (id: number) =>
    kept(accounts, id, () => new OutageWatch(logger, `writing to account ${id}`, isOfAccount));
  const entries = Object.entries(store.reads) as [string, (...input: never[]) => Promise<unknown>][];
  const reads = entries.map(([name, read]) => [name, (...input: never[]) => reading.watch(read(...input))]);
  return {
    ...store,
    reads: Object.fromEntries(reads) as Reads,
    commit: (commands, now) => writing.watch(ofAccount(commands[0]?.accountId ?? 0).watch(store.commit(commands, now))),
  };
}

function isOfAccount(error: unknown): boolean {
  return error instanceof AccountUnavailable;
}

function isWhole(error: unknown): boolean {
  return error instanceof StoreUnavailable && !isOfAccount(error);
}

class OutageWatch {
  readonly #logger: Logger;
  readonly #what: string;
  readonly #isOutage: (error: unknown) => boolean;
  #since: number | null = null;
  #failures = 0;

  constructor(logger: Logger, what: string, isOutage: (error: unknown) => boolean) {
    this.#logger = logger;
    this.#what = what;
    this.#isOutage = isOutage;
  }

  async watch<T>(work: Promise<T>): Promise<T> {
    try {
      const answer = await work;
      if (this.#since !== null) this.#over(this.#since);
      return answer;
    } catch (error) {
      if (this.#isOutage(error)) this.#failed(error);
      throw error;
    }
  }

  #failed(error: unknown): void {
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
