import type { Turns } from "../util/turns/turns.ts";
import { Alarm } from "./alarm.ts";
import { backoffMs } from "./backoff.ts";
import type { Gate } from "./gate.ts";
import type { OutageLog } from "../util/outage-log.ts";
import type { DueCursor, Outbox } from "./outbox.ts";
import type { PendingDelivery } from "../store/port/deliveries.ts";
import type { SetTimer } from "../util/timer.ts";

/** @limit Deliveries: deliveries read from the table at a time. */
const PAGE = 200;

/** The process's parts that reading needs. */
export interface ReadingContext {
  readonly outbox: Outbox;
  /** Bounds the reads of all lanes together. */
  readonly reads: Gate;
  /** One page in each round of the event loop, accounts in turn. */
  readonly turns: Pick<Turns, "next">;
  readonly readOutages: OutageLog;
  readonly setTimer: SetTimer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds on a monotonic clock. */
  readonly monotonic: () => number;
  /** Registers a promise until it settles, so that a stop can wait for it. */
  readonly track: (work: Promise<void>) => void;
}

/** The lane that reads. */
export interface Reading {
  readonly accountId: number;
  readonly endpointId: string;
  readonly isActive: () => boolean;
  /** Whether its queue lasts for a while: more is read when it is low. */
  readonly isStocked: () => boolean;
  /** A point in time for `take`. */
  readonly mark: () => number;
  /** Queues the new deliveries of a page read since the mark; false when not all of them could be queued. */
  readonly take: (page: readonly PendingDelivery[], mark: number) => boolean;
  /** The next pending delivery is due at this time. */
  readonly nextDue: (at: number) => void;
  /** Something changed: send, and read on if needed. */
  readonly pump: () => void;
}

/** Reads one lane's due deliveries from the table, one read at a time, with backoff while the store is unavailable. */
export class TableReader {
  readonly #context: ReadingContext;
  readonly #lane: Reading;
  readonly #backoff: Alarm;
  #behind = true;
  /** The next due time is unknown: after a start, and after the last one known has come. */
  #askNextDue = true;
  #reading: Promise<void> | null = null;
  #failures = 0;

  constructor(context: ReadingContext, lane: Reading) {
    this.#context = context;
    this.#lane = lane;
    this.#backoff = new Alarm(context.setTimer, context.monotonic, lane.pump);
  }

  /** The table may contain due deliveries that the queue does not; they are older than any offered now. */
  get behind(): boolean {
    return this.#behind;
  }

  /** The read under way. */
  get reading(): Promise<void> | null {
    return this.#reading;
  }

  /** The table has, or may have, more. */
  noteMore(): void {
    this.#behind = true;
  }

  /** Any delivery may have become due: reads from the beginning, and determines the next due time. */
  startOver(): void {
    this.#behind = true;
    this.#askNextDue = true;
  }

  /** Starts reading when behind. */
  catchUp(): void {
    if (!this.#behind || this.#reading !== null || this.#backoff.isSet) return;
    this.#reading = this.#context.reads
      .run(this.#lane.accountId, () => this.#read())
      .then(
        () => this.#succeeded(),
        (error: unknown) => this.#failed(error),
      )
      .finally(() => {
        this.#reading = null;
        this.#lane.pump();
      });
    this.#context.track(this.#reading);
  }

  /** Ends the wait for an unavailable store. */
  clear(): void {
    this.#backoff.clear();
  }

  async #read(): Promise<void> {
    if (!this.#lane.isActive()) return;
    const asOf = this.#context.now();
    // From here on offers are queued again: they are newer than all that this read returns.
    this.#behind = false;
    await this.#readPages(asOf);
    if (this.#askNextDue && !this.#behind && this.#lane.isActive()) await this.#readNextDue(asOf);
  }

  async #readPages(asOf: number): Promise<void> {
    const { accountId, endpointId } = this.#lane;
    const mark = this.#lane.mark();
    let after: DueCursor | null = null;
    for (;;) {
      await this.#context.turns.next(accountId);
      if (!this.#lane.isActive()) return;
      const page: readonly PendingDelivery[] = await this.#context.outbox.due(accountId, endpointId, after, asOf, PAGE);
      if (!this.#lane.isActive()) return;
      const complete = this.#lane.take(page, mark);
      if (!complete) this.#behind = true;
      this.#lane.pump();
      const last = page.at(-1);
      if (!complete || last === undefined || page.length < PAGE) return;
      if (this.#lane.isStocked()) {
        this.#behind = true;
        return;
      }
      after = { dueAt: last.dueAt, sequence: last.sequence };
    }
  }

  async #readNextDue(asOf: number): Promise<void> {
    const { accountId, endpointId } = this.#lane;
    // Cleared before the query: a time reached while the query is under way has to be queried again.
    this.#askNextDue = false;
    try {
      const next = await this.#context.outbox.nextDueAt(accountId, endpointId, asOf);
      if (next !== null && this.#lane.isActive()) this.#lane.nextDue(next);
    } catch (error) {
      this.#askNextDue = true;
      throw error;
    }
  }

  #succeeded(): void {
    this.#failures = 0;
    this.#context.readOutages.recovered(this.#name);
  }

  #failed(error: unknown): void {
    this.#behind = true;
    this.#failures += 1;
    if (!this.#lane.isActive()) return;
    this.#context.readOutages.failed(this.#name, error);
    this.#backoff.set(this.#context.monotonic() + backoffMs(this.#failures));
  }

  get #name(): string {
    return `${this.#lane.accountId}/${this.#lane.endpointId}`;
  }
}
