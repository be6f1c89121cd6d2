import { backoffMs } from "./backoff.ts";
import { Gate } from "./gate.ts";
import type { OutageLog } from "../util/outage-log.ts";
import type { Attempt, AttemptResult, Outbox } from "./outbox.ts";
import { pause, type SetTimer } from "../util/timer.ts";

/**
 * Few, because a request's commit contains up to this number of them.
 * @limit Deliveries: results of attempts that are being stored at once; beyond it each account has its share, and further ones wait for their account's turn.
 */
const RECORDS = 32;
/** @limit Deliveries: results of an account that may always be being stored, however many the others have. */
const ACCOUNT_RECORDS = 8;

/**
 * Records attempts, however long the store is unavailable: until a result is stored, its delivery must not be sent
 * again.
 */
export class Recorder {
  readonly #outbox: Outbox;
  readonly #setTimer: SetTimer;
  readonly #outages: OutageLog;
  readonly #giveUp: AbortSignal;
  readonly #gate = new Gate(RECORDS, ACCOUNT_RECORDS);

  constructor(outbox: Outbox, setTimer: SetTimer, outages: OutageLog, giveUp: AbortSignal) {
    this.#outbox = outbox;
    this.#setTimer = setTimer;
    this.#outages = outages;
    this.#giveUp = giveUp;
  }

  /** Resolves when the attempt is durable; with null when the signal gave up on it. */
  async record(attempt: Attempt): Promise<AttemptResult | null> {
    const who = `${attempt.accountId}/${attempt.endpointId}`;
    for (let failures = 1; !this.#giveUp.aborted; failures++) {
      try {
        const recorded = this.#gate.run(attempt.accountId, () => this.#outbox.record(attempt));
        const result = await orAborted(recorded, this.#giveUp);
        this.#outages.recovered(who);
        return result;
      } catch (error) {
        this.#outages.failed(who, error);
        await pause(backoffMs(failures), this.#giveUp, this.#setTimer);
      }
    }
    return null;
  }
}

/** The result of the work, or null as soon as the signal aborts. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(null);
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
