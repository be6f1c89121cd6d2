import type { Logger } from "pino";

/** Logs an outage once when it begins and once when everything it affected works again, however often it is met. */
export class OutageLog {
  readonly #logger: Logger;
  readonly #what: string;
  readonly #failing = new Set<string>();

  /** @param what the operation in words, such as "reading due deliveries" */
  constructor(logger: Logger, what: string) {
    this.#logger = logger;
    this.#what = what;
  }

  /** @param who the affected part, for instance an endpoint */
  failed(who: string, error: unknown): void {
    if (this.#failing.size === 0)
      this.#logger.error({ err: error }, `${this.#what} fails; trying again until it works`);
    this.#failing.add(who);
  }

  recovered(who: string): void {
    if (this.#failing.delete(who) && this.#failing.size === 0) this.#logger.info(`${this.#what} works again`);
  }
}
