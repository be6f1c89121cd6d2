import { backoffMs } from "./backoff.ts";
import type { OutageLog } from "../util/outage-log.ts";
import type { Outbox } from "./outbox.ts";
import { pause, type SetTimer } from "../util/timer.ts";

/** @limit Deliveries: endpoints of an account whose deliveries are being made at once. */
const FAN_OUTS_OF_ACCOUNT = 2;

export interface FanOutsOptions {
  readonly outbox: Pick<Outbox, "accountsBehind" | "endpointsBehind" | "fanOut">;
  readonly outages: OutageLog;
  readonly setTimer: SetTimer;
  /** Aborted when nothing more is to be made. */
  readonly stopped: AbortSignal;
  /** The endpoint has new deliveries in the table. */
  readonly onDeliveries: (accountId: number, endpointId: string) => void;
  /** Registers a promise until it settles, so that a stop can wait for it. */
  readonly track: (work: Promise<void>) => void;
}

/**
 * Makes the deliveries of events that have too many endpoints for the event's own commit: each account for itself, a
 * commit for each endpoint and page of events, until nothing waits any more.
 */
export class FanOuts {
  readonly #options: FanOutsOptions;
  /** Accounts at work; true when more events may wait than it has seen. */
  readonly #accounts = new Map<number, boolean>();

  constructor(options: FanOutsOptions) {
    this.#options = options;
  }

  /** Events of the account wait for their deliveries. */
  note(accountId: number): void {
    if (this.#options.stopped.aborted) return;
    const idle = !this.#accounts.has(accountId);
    this.#accounts.set(accountId, true);
    if (idle) this.#options.track(this.#work(accountId));
  }

  /** Finds the accounts for which a crash, or another process, has left deliveries to be made. */
  async discover(): Promise<void> {
    for (const accountId of await this.#options.outbox.accountsBehind()) this.note(accountId);
  }

  async #work(accountId: number): Promise<void> {
    const { outages, stopped, setTimer } = this.#options;
    let failures = 0;
    while (this.#accounts.get(accountId) === true && !stopped.aborted) {
      this.#accounts.set(accountId, false);
      try {
        if (await this.#pass(accountId)) this.#accounts.set(accountId, true);
        outages.recovered(String(accountId));
        failures = 0;
      } catch (error) {
        failures += 1;
        outages.failed(String(accountId), error);
        this.#accounts.set(accountId, true);
        await pause(backoffMs(failures), stopped, setTimer);
      }
    }
    this.#accounts.delete(accountId);
  }

  /** Makes the next deliveries of every endpoint that is behind; false when there was none. */
  async #pass(accountId: number): Promise<boolean> {
    const { outbox, stopped, onDeliveries } = this.#options;
    const endpoints = [...(await outbox.endpointsBehind(accountId))];
    const found = endpoints.length > 0;
    const next = async (): Promise<void> => {
      for (let id = endpoints.shift(); id !== undefined && !stopped.aborted; id = endpoints.shift()) {
        const made = await outbox.fanOut(accountId, id);
        if (made > 0) onDeliveries(accountId, id);
      }
    };
    await Promise.all(Array.from({ length: FAN_OUTS_OF_ACCOUNT }, next));
    return found;
  }
}
