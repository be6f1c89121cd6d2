import { setMaxListeners } from "node:events";
import type { Logger } from "pino";
import { Turns } from "../util/turns/turns.ts";
import type { ChannelSender } from "./channel-sender.ts";
import { Coalesced } from "./coalesced.ts";
import { FanOuts } from "./fan-outs.ts";
import { Gate } from "./gate.ts";
import { type AroundAttempt, Lane, type LaneContext, RATE_WINDOW_MS } from "./lane.ts";
import { QueueTotal } from "./lane-queue.ts";
import { OutageLog } from "../util/outage-log.ts";
import type { EndpointTarget, Outbox } from "./outbox.ts";
import type { PendingDelivery } from "../store/port/deliveries.ts";
import { SendingPlaces } from "./places.ts";
import { Recorder } from "./recorder.ts";
import type { Sender, SendOutcome } from "./signed-webhook/sender.ts";
import { pause, type SetTimer, systemTimer } from "../util/timer.ts";

/** @limit Deliveries: interval at which lanes read the table for deliveries that other processes wrote. */
const TICK_MS = 1_000;
/** @limit Deliveries: lanes that read the table in one such tick; with more, lanes take turns. */
const LANES_PER_TICK = 256;
/**
 * Previous secrets expire, and other processes edit endpoints.
 * @limit Deliveries: interval at which endpoints are read again without a notice.
 */
const TARGETS_EVERY_MS = 10_000;
/** @limit Deliveries: time within which several reloads and wake-ups are combined into one. */
const SPACING_MS = 50;
/** @limit Deliveries: concurrent reads of the table; beyond it each account has its share. */
const CONCURRENT_READS = 8;
/** @limit Deliveries: concurrent reads of the table that an account may always have, however many the others have. */
const ACCOUNT_READS = 1;
/** @limit Deliveries: time that aborted requests have to return. */
const ABORT_GRACE_MS = 1_000;

/** Drives the sending of all deliveries. */
export interface Dispatcher {
  /** Reads the table, where a crash may have left deliveries, and begins to send. */
  start(): void;
  /** Deliveries just committed: sent at once, without reading the table. */
  offer(deliveries: readonly PendingDelivery[]): void;
  /** Events of these accounts wait for their deliveries. */
  behind(accountIds: readonly number[]): void;
  /** An endpoint was created, edited, enabled, disabled or deleted, or its secret rotated. */
  changed(accountId: number, endpointId: string): void;
  /** Deliveries of another process may be due: reads the table now. */
  wake(): void;
  /** Starts nothing new, waits for requests under way up to the deadline, then aborts the rest, which stays pending. */
  stop(deadlineMs: number): Promise<void>;
}

export interface DispatcherOptions {
  readonly outbox: Outbox;
  readonly sender: Sender;
  readonly channels: ChannelSender;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Random in [0, 1). */
  readonly random: () => number;
  /** Milliseconds on a monotonic clock; `performance.now` by default. */
  readonly monotonic?: () => number;
  readonly setTimer?: SetTimer;
  /** Surrounds each attempt, for traces. */
  readonly around?: AroundAttempt | null;
  /** Called for each attempt, for metrics. */
  readonly onAttempt?: (outcome: SendOutcome) => void;
  /** Another process may have sent until a moment ago: every endpoint's rate limit starts used up. */
  readonly takenOver: boolean;
}

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  return new LaneDispatcher(options);
}

class LaneDispatcher implements Dispatcher {
  readonly #outbox: Outbox;
  readonly #logger: Logger;
  readonly #setTimer: SetTimer;
  readonly #monotonic: () => number;
  readonly #takenOver: boolean;
  readonly #context: LaneContext;
  readonly #lanes = new Map<string, Lane>();
  readonly #giveUp = new AbortController();
  /** Pieces of work that have not settled. */
  #working = 0;
  readonly #onIdle: (() => void)[] = [];
  readonly #targetOutages: OutageLog;
  readonly #reload: Coalesced;
  readonly #lookAtAll: Coalesced;
  readonly #fanOuts: FanOuts;
  readonly #discover: Coalesced;
  readonly #stopped = new AbortController();
  #startedAt = 0;
  #reloadedAt = 0;
  /** The lanes whose turn it is in the present round of ticks. */
  #turn: Iterator<Lane> = this.#lanes.values();
  #cancelTick: (() => void) | null = null;
  #running = false;
  #stopping: Promise<void> | null = null;

  constructor(options: DispatcherOptions) {
    this.#outbox = options.outbox;
    this.#logger = options.logger;
    this.#setTimer = options.setTimer ?? systemTimer;
    this.#monotonic = options.monotonic ?? (() => performance.now());
    this.#takenOver = options.takenOver;
    // Every request under way listens to this one signal.
    setMaxListeners(0, this.#giveUp.signal);
    this.#targetOutages = new OutageLog(options.logger, "reading webhook endpoints");
    this.#reload = new Coalesced(() => this.#tracked(this.#reloadTargets()), SPACING_MS, this.#setTimer);
    this.#lookAtAll = new Coalesced(() => this.#look([...this.#lanes.values()]), SPACING_MS, this.#setTimer);
    this.#context = this.#makeContext(options);
    this.#fanOuts = new FanOuts({
      outbox: this.#outbox,
      outages: new OutageLog(options.logger, "making deliveries"),
      setTimer: this.#setTimer,
      stopped: this.#stopped.signal,
      onDeliveries: (accountId, endpointId) => this.#made(accountId, endpointId),
      track: (work) => this.#track(work),
    });
    this.#discover = new Coalesced(() => this.#tracked(this.#fanOuts.discover()), SPACING_MS, this.#setTimer);
  }

  start(): void {
    if (this.#running || this.#stopping !== null) return;
    this.#running = true;
    this.#startedAt = this.#monotonic();
    this.#reloadedAt = this.#startedAt;
    this.#reload.request();
    this.#discover.request();
    this.#scheduleTick();
  }

  offer(deliveries: readonly PendingDelivery[]): void {
    if (!this.#running) return;
    let strangers = false;
    for (const delivery of deliveries) {
      const lane = this.#lanes.get(laneKey(delivery));
      if (lane === undefined) strangers = true;
      else lane.offer(delivery);
    }
    // A new lane begins by reading the table, which contains the offered deliveries.
    if (strangers) this.#reload.request();
  }

  behind(accountIds: readonly number[]): void {
    if (!this.#running) return;
    for (const accountId of accountIds) this.#fanOuts.note(accountId);
  }

  #made(accountId: number, endpointId: string): void {
    const lane = this.#lanes.get(laneKey({ accountId, endpointId }));
    // A new lane begins by reading the table.
    if (lane === undefined) this.#reload.request();
    else lane.more();
  }

  changed(_accountId: number, _endpointId: string): void {
    if (this.#running) this.#reload.request();
  }

  wake(): void {
    if (!this.#running) return;
    if (this.#monotonic() - this.#reloadedAt >= TICK_MS) this.#reload.request();
    this.#lookAtAll.request();
    this.#discover.request();
  }

  stop(deadlineMs: number): Promise<void> {
    this.#stopping ??= this.#stop(deadlineMs);
    return this.#stopping;
  }

  async #stop(deadlineMs: number): Promise<void> {
    this.#running = false;
    this.#reload.stop();
    this.#lookAtAll.stop();
    this.#discover.stop();
    this.#stopped.abort();
    this.#cancelTick?.();
    for (const lane of this.#lanes.values()) lane.stop();
    const drained = new AbortController();
    const all = this.#settled().then(() => drained.abort());
    await pause(deadlineMs, drained.signal, this.#setTimer);
    this.#giveUp.abort();
    await Promise.race([all, pause(ABORT_GRACE_MS, drained.signal, this.#setTimer)]);
  }

  /** Resolves when no work is left. */
  #settled(): Promise<void> {
    return this.#working === 0 ? Promise.resolve() : new Promise((resolve) => this.#onIdle.push(resolve));
  }

  #makeContext(options: DispatcherOptions): LaneContext {
    const { outbox, logger } = options;
    const recordOutages = new OutageLog(logger, "recording webhook attempts");
    return {
      outbox,
      sender: options.sender,
      channels: options.channels,
      recorder: new Recorder(outbox, this.#setTimer, recordOutages, this.#giveUp.signal),
      reads: new Gate(CONCURRENT_READS, ACCOUNT_READS),
      queueTotal: new QueueTotal(),
      places: new SendingPlaces(),
      turns: new Turns(),
      readOutages: new OutageLog(logger, "reading due deliveries"),
      setTimer: this.#setTimer,
      now: options.now,
      monotonic: this.#monotonic,
      random: options.random,
      giveUp: this.#giveUp.signal,
      around: options.around ?? null,
      onAttempt: (delivery, outcome) => this.#attempted(delivery, outcome, options.onAttempt),
      onOutdated: () => this.#reload.request(),
      onDisabled: () => this.#reload.request(),
      track: (work) => this.#track(work),
    };
  }

  #attempted(delivery: PendingDelivery, outcome: SendOutcome, report: DispatcherOptions["onAttempt"]): void {
    const { accountId, endpointId, sequence, eventId } = delivery;
    const { status, latencyMs, error } = outcome;
    this.#logger.debug({ accountId, endpointId, sequence, eventId, status, latencyMs, error }, "webhook attempt");
    try {
      report?.(outcome);
    } catch (thrown) {
      this.#logger.error({ err: thrown }, "counting a webhook attempt failed");
    }
  }

  #track(work: Promise<void>): void {
    this.#working += 1;
    const settled = (): void => {
      this.#working -= 1;
      if (this.#working === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
    };
    work.then(settled, (error: unknown) => {
      this.#logger.error({ err: error }, "webhook delivery broke off; this is a bug");
      settled();
    });
  }

  /** Work whose failures its caller handles. */
  #tracked(work: Promise<void>): Promise<void> {
    this.#track(work.catch(() => {}));
    return work;
  }

  async #reloadTargets(): Promise<void> {
    try {
      const targets = await this.#outbox.targets();
      this.#targetOutages.recovered("");
      this.#reloadedAt = this.#monotonic();
      if (this.#running) this.#apply(targets);
    } catch (error) {
      if (this.#running) this.#targetOutages.failed("", error);
      throw error;
    }
  }

  #apply(targets: readonly EndpointTarget[]): void {
    const current = new Map(targets.map((target) => [laneKey(target), target]));
    for (const [key, lane] of this.#lanes) {
      if (current.has(key)) continue;
      lane.retarget(null);
      if (lane.idle) this.#lanes.delete(key);
    }
    for (const [key, target] of current) {
      const lane = this.#lanes.get(key);
      if (lane === undefined) this.#open(key, target);
      else lane.retarget(target);
    }
  }

  #open(key: string, target: EndpointTarget): void {
    const lane = new Lane(this.#context, target, this.#fullSince());
    this.#lanes.set(key, lane);
    lane.pump();
  }

  #fullSince(): number | null {
    const stillFelt = this.#monotonic() - this.#startedAt < RATE_WINDOW_MS;
    return this.#takenOver && stillFelt ? this.#startedAt : null;
  }

  #scheduleTick(): void {
    if (!this.#running) return;
    this.#cancelTick = this.#setTimer(() => {
      this.#track(this.#tick().finally(() => this.#scheduleTick()));
    }, TICK_MS);
  }

  async #tick(): Promise<void> {
    if (this.#monotonic() - this.#reloadedAt >= TARGETS_EVERY_MS) {
      this.#reload.request();
      this.#discover.request();
    }
    await this.#look(this.#nextTurn());
  }

  #nextTurn(): Lane[] {
    const lanes: Lane[] = [];
    while (lanes.length < LANES_PER_TICK) {
      const { done, value } = this.#turn.next();
      if (done === true) {
        this.#turn = this.#lanes.values();
        break;
      }
      lanes.push(value);
    }
    return lanes;
  }

  async #look(lanes: readonly Lane[]): Promise<void> {
    await Promise.all(lanes.map((lane) => lane.look()));
  }
}

function laneKey(owner: { readonly accountId: number; readonly endpointId: string }): string {
  return `${owner.accountId}/${owner.endpointId}`;
}
