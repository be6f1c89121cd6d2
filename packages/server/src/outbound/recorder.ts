import { RECORDED_AT_ONCE } from "@plimsoll/core";
import { backoffMs } from "./backoff.ts";
import { Gate } from "./gate.ts";
import type { OutageLog } from "../util/outage-log.ts";
import type { Attempt, AttemptResult, Outbox } from "./outbox.ts";
import { pause, type SetTimer } from "../util/timer.ts";

/**
 * @limit Deliveries: time for which results of attempts wait for further ones of their account, because each commit costs
 * an fsync, and each endpoint in it pages of its own.
 */
const WAIT_MS = 50;
/** @limit Deliveries: results of attempts of an account that do not wait for further ones. */
const WORTH_A_COMMIT = 128;
/**
 * A request that failed keeps its endpoint's place until its result is stored.
 * @limit Deliveries: results of attempts of an account that do not wait for further ones when the last one failed.
 */
const FAILED_WORTH_A_COMMIT = 16;
/**
 * Few, because a request's commit contains up to this number of them.
 * @limit Deliveries: commands with results of attempts that are being stored at once; beyond it each account has its share, and further ones wait for their account's turn.
 */
const COMMANDS = 4;
/** @limit Deliveries: commands with results of an account that may always be being stored, however many the others have. */
const ACCOUNT_COMMANDS = 1;

interface Waiting {
  readonly attempt: Attempt;
  readonly resolve: (result: AttemptResult | null) => void;
}

/**
 * Records attempts, those of an account together, however long the store is unavailable: until a result is stored, its
 * delivery must not be sent again.
 */
export class Recorder {
  readonly #outbox: Pick<Outbox, "record">;
  readonly #setTimer: SetTimer;
  readonly #outages: OutageLog;
  readonly #giveUp: AbortSignal;
  readonly #gate = new Gate(COMMANDS, ACCOUNT_COMMANDS);
  /** By account, in order of arrival. */
  readonly #waiting = new Map<number, Waiting[]>();
  #cancelTimer: (() => void) | null = null;

  constructor(outbox: Pick<Outbox, "record">, setTimer: SetTimer, outages: OutageLog, giveUp: AbortSignal) {
    this.#outbox = outbox;
    this.#setTimer = setTimer;
    this.#outages = outages;
    this.#giveUp = giveUp;
    giveUp.addEventListener("abort", () => this.#storeAll(), { once: true });
  }

  /** Resolves when the attempt is durable; with null when the signal gave up on it. */
  record(accountId: number, attempt: Attempt): Promise<AttemptResult | null> {
    return new Promise((resolve) => {
      let waiting = this.#waiting.get(accountId);
      if (waiting === undefined) this.#waiting.set(accountId, (waiting = []));
      waiting.push({ attempt, resolve });
      const enough = attempt.outcome.verdict === "delivered" ? WORTH_A_COMMIT : FAILED_WORTH_A_COMMIT;
      if (waiting.length >= enough || this.#giveUp.aborted) this.#storeOf(accountId);
      else this.#time();
    });
  }

  #time(): void {
    this.#cancelTimer ??= this.#setTimer(() => this.#storeAll(), WAIT_MS);
  }

  #storeAll(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    for (const accountId of this.#waiting.keys()) this.#storeOf(accountId);
  }

  #storeOf(accountId: number): void {
    const waiting = this.#waiting.get(accountId) ?? [];
    this.#waiting.delete(accountId);
    for (let first = 0; first < waiting.length; first += RECORDED_AT_ONCE) {
      void this.#store(accountId, waiting.slice(first, first + RECORDED_AT_ONCE));
    }
  }

  async #store(accountId: number, waiting: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#stored(accountId, waiting);
      for (const [index, { resolve }] of waiting.entries()) resolve(results?.[index] ?? null);
    } catch (error) {
      // Each by itself, so that one which cannot be stored holds up no other.
      for (const each of waiting) void this.#storeAgain(accountId, each, error);
    }
  }

  async #storeAgain(accountId: number, waiting: Waiting, failure: unknown): Promise<void> {
    const who = `${accountId}/${waiting.attempt.endpointId}`;
    let error = failure;
    for (let failures = 1; !this.#giveUp.aborted; failures++) {
      this.#outages.failed(who, error);
      await pause(backoffMs(failures), this.#giveUp, this.#setTimer);
      try {
        const results = await this.#stored(accountId, [waiting]);
        this.#outages.recovered(who);
        return waiting.resolve(results?.[0] ?? null);
      } catch (thrown) {
        error = thrown;
      }
    }
    waiting.resolve(null);
  }

  /** Null when the signal gave up. */
  async #stored(accountId: number, waiting: readonly Waiting[]): Promise<readonly AttemptResult[] | null> {
    if (this.#giveUp.aborted) return null;
    const attempts = waiting.map(({ attempt }) => attempt);
    return orAborted(
      this.#gate.run(accountId, () => this.#outbox.record(accountId, attempts)),
      this.#giveUp,
    );
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
