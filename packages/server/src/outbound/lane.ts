import { Alarm } from "./alarm.ts";
import { LaneQueue, type QueueTotal } from "./lane-queue.ts";
import type { AttemptResult, EndpointTarget } from "./outbox.ts";
import type { PendingDelivery } from "../store/port/deliveries.ts";
import { SlidingWindowLimit } from "../net/rate-limit.ts";
import { RecentlySettled } from "./recently-settled.ts";
import type { Sending, SendingPlaces } from "./places.ts";
import type { Recorder } from "./recorder.ts";
import { threadOfMessage } from "../channels/pagerduty/pagerduty.ts";
import type { ChannelSender } from "./channel-sender.ts";
import type { Sender, SendOutcome } from "./signed-webhook/sender.ts";
import { signatureHeaders } from "./signed-webhook/signing.ts";
import { type ReadingContext, TableReader } from "./table-reader.ts";

/** @limit Deliveries: concurrent requests to one endpoint. */
const LANE_CONCURRENCY = 16;
/**
 * One, so that what happens first is read first.
 * @limit Channels: concurrent requests to one channel; to a PagerDuty channel, those about one incident.
 */
const CHANNEL_CONCURRENCY = 1;
/** @limit Deliveries: concurrent requests to one endpoint together with the results that wait to be stored. */
const LANE_UNRECORDED = 128;
/** @limit Deliveries: queued deliveries at which a lane reads more from the table. */
const REFILL_BELOW = 100;
/** @limit Deliveries: window in which requests to an endpoint are counted against its rate limit. */
export const RATE_WINDOW_MS = 1_000;
/**
 * Waking for each request costs as much as sending it.
 * @limit Deliveries: shortest time for which an endpoint at its rate limit waits; several requests begin after it.
 */
const RATE_PAUSE_MS = 5;
/**
 * A request counts from its response, the latest time at which it can have arrived. Connecting may take a while; any
 * longer time is the receiver's own work, which must not lower its rate.
 * @limit Deliveries: time after sending at which a request counts against the rate limit although its response is
 * still missing.
 */
const LONGEST_WAY_MS = 500;

/** Surrounds each attempt, and adds headers to a webhook's request. */
export type AroundAttempt = (
  delivery: PendingDelivery,
  send: (headers: Readonly<Record<string, string>>) => Promise<SendOutcome>,
) => Promise<SendOutcome>;

/** The data that all lanes share. */
export interface LaneContext extends ReadingContext {
  readonly sender: Sender;
  readonly channels: ChannelSender;
  readonly recorder: Recorder;
  readonly queueTotal: QueueTotal;
  readonly places: SendingPlaces;
  /** In [0, 1). */
  readonly random: () => number;
  /** Aborted when a stop has waited long enough. */
  readonly giveUp: AbortSignal;
  readonly around: AroundAttempt | null;
  readonly onAttempt: (delivery: PendingDelivery, outcome: SendOutcome) => void;
  /** A delivery was written for a newer version of the endpoint than its lane knows. */
  readonly onOutdated: () => void;
  /** The store has disabled the endpoint. */
  readonly onDisabled: () => void;
}

/**
 * Sends one endpoint's deliveries: within its rate limit and concurrency, oldest due first, none twice at once. The
 * queue is a bounded copy of the table's beginning; while the table has more than the queue, only the table is
 * followed.
 */
export class Lane implements Sending {
  readonly #context: LaneContext;
  readonly #queue: LaneQueue;
  readonly #table: TableReader;
  readonly #limit: SlidingWindowLimit;
  /** The sequences whose results are not stored, each with its incident at PagerDuty until the message has arrived. */
  readonly #inFlight = new Map<number, string | null>();
  /** Those that have arrived, whose results are not stored yet. */
  #arrived = 0;
  readonly #settled = new RecentlySettled();
  readonly #rateAlarm: Alarm;
  readonly #retryAlarm: Alarm;
  #target: EndpointTarget;
  #stopped = false;

  /** @param fullSince when given, on the monotonic clock: the limit counts as used up at that moment */
  constructor(context: LaneContext, target: EndpointTarget, fullSince: number | null) {
    this.#context = context;
    this.#target = target;
    this.#queue = new LaneQueue(context.queueTotal);
    this.#limit = new SlidingWindowLimit(limitOf(target), RATE_WINDOW_MS);
    if (fullSince !== null) this.#limit.assumeFull(fullSince);
    this.#rateAlarm = new Alarm(context.setTimer, context.monotonic, () => this.pump());
    this.#retryAlarm = new Alarm(context.setTimer, context.now, () => this.#startOver());
    this.#table = new TableReader(context, {
      accountId: target.accountId,
      endpointId: target.endpointId,
      isActive: () => this.#active,
      isStocked: () => this.#queue.length > REFILL_BELOW,
      mark: () => this.#settled.mark(),
      take: (page, mark) => this.#takePage(page, mark),
      nextDue: (at) => this.#retryAlarm.set(at),
      pump: () => this.pump(),
    });
  }

  get accountId(): number {
    return this.#target.accountId;
  }

  get underWay(): number {
    return this.#inFlight.size;
  }

  /** Nothing is queued, under way or being read. */
  get idle(): boolean {
    return this.#inFlight.size === 0 && this.#queue.length === 0 && this.#table.reading === null;
  }

  /** Applies the endpoint's current settings; null when it is gone. */
  retarget(target: EndpointTarget | null): void {
    const wasActive = this.#active;
    this.#target = target ?? { ...this.#target, enabled: false };
    this.#limit.resize(limitOf(this.#target));
    if (!this.#active) this.#clear();
    else if (!wasActive) this.#startOver();
    else this.pump();
  }

  /** A delivery just committed: sent without reading it back, unless older ones wait in the table. */
  offer(delivery: PendingDelivery): void {
    if (!this.#active || this.#isHeld(delivery.sequence)) return;
    if (delivery.dueAt > this.#context.now()) return this.#retryAlarm.set(delivery.dueAt);
    const shortcut = !this.#table.behind && this.#queue.room > 0 && !this.#settled.has(delivery.sequence);
    if (shortcut) this.#queue.push(delivery);
    else this.#table.noteMore();
    this.pump();
  }

  /** The table has new deliveries that were not offered. */
  more(): void {
    if (!this.#active) return;
    this.#table.noteMore();
    this.pump();
  }

  /** Reads the table unless the lane has enough to do; resolves after the read. */
  async look(): Promise<void> {
    if (!this.#active || this.#queue.length > REFILL_BELOW) return;
    if (this.#table.reading === null && this.#inFlight.size === 0) this.#settled.forget();
    this.#table.noteMore();
    this.pump();
    await this.#table.reading;
  }

  /** Sends the deliveries that may be sent now, and arranges to be called again when more may be. */
  pump(): void {
    while (this.#active && this.#hasPlace()) {
      const next = this.#queue.peek();
      if (next === undefined) break;
      // It would go to the old URL or be signed with the old secret: it is sent after the retargeting.
      if (next.targetVersion > this.#target.version) {
        this.#context.onOutdated();
        break;
      }
      const incident = this.#incidentOf(next);
      // Sent beside its predecessor, it could arrive first.
      if (incident !== null && [...this.#inFlight.values()].includes(incident)) break;
      const now = this.#context.monotonic();
      const freeAt = this.#limit.nextAt(now);
      if (freeAt > now) {
        this.#rateAlarm.set(Math.max(freeAt, now + RATE_PAUSE_MS));
        break;
      }
      if (!this.#context.places.tryTake(this)) break;
      this.#limit.tryTake(now);
      this.#queue.shift();
      this.#start(next, incident, now);
    }
    const low = this.#queue.length <= REFILL_BELOW && this.#queue.length < this.#queue.room;
    if (this.#active && low) this.#table.catchUp();
  }

  /** Starts nothing new; requests under way continue. */
  stop(): void {
    this.#stopped = true;
    this.#clear();
  }

  #hasPlace(): boolean {
    const { size } = this.#inFlight;
    return size - this.#arrived < this.#concurrency && size < LANE_UNRECORDED;
  }

  get #concurrency(): number {
    const { channel } = this.#target;
    return channel === null || channel.kind === "pagerduty" ? LANE_CONCURRENCY : CHANNEL_CONCURRENCY;
  }

  /** The incident at PagerDuty whose messages are sent in order; null for any other target. */
  #incidentOf({ body }: PendingDelivery): string | null {
    return this.#target.channel?.kind === "pagerduty" ? threadOfMessage(body) : null;
  }

  get #active(): boolean {
    return this.#target.enabled && !this.#stopped;
  }

  #isHeld(sequence: number): boolean {
    return this.#inFlight.has(sequence) || this.#queue.has(sequence);
  }

  #startOver(): void {
    this.#table.startOver();
    this.pump();
  }

  #clear(): void {
    this.#context.places.forget(this);
    this.#queue.clear();
    this.#table.clear();
    this.#rateAlarm.clear();
    this.#retryAlarm.clear();
  }

  /**
   * Queues the new deliveries of a page; false when the queue could not hold them all, or when new ones cannot be
   * distinguished.
   */
  #takePage(page: readonly PendingDelivery[], mark: number): boolean {
    if (!this.#settled.remembersSince(mark)) return false;
    for (const delivery of page) {
      if (this.#isHeld(delivery.sequence) || this.#settled.since(delivery.sequence, mark)) continue;
      if (this.#queue.room === 0) return false;
      this.#queue.push(delivery);
    }
    return true;
  }

  #start(delivery: PendingDelivery, incident: string | null, takenAt: number): void {
    this.#inFlight.set(delivery.sequence, incident);
    // Until its result is stored: the results that wait for the store are bounded with the requests.
    const attempt = this.#attempt(delivery, this.#limit.lastTake, takenAt).finally(() =>
      this.#context.places.leave(this),
    );
    this.#context.track(attempt);
  }

  async #attempt(delivery: PendingDelivery, take: number, takenAt: number): Promise<void> {
    const { now, monotonic, random, giveUp, recorder, around, onAttempt } = this.#context;
    const at = now();
    const outcome =
      around === null
        ? await this.#send(delivery, at, NO_HEADERS)
        : await around(delivery, (headers) => this.#send(delivery, at, headers));
    this.#limit.arrivedBy(take, Math.min(monotonic(), takenAt + LONGEST_WAY_MS));
    // A request that the stop aborted is not the receiver's failure: it stays pending for the next start.
    if (giveUp.aborted && outcome.status === null) return;
    onAttempt(delivery, outcome);
    const { accountId, endpointId, sequence } = delivery;
    const arrived = outcome.verdict === "delivered";
    if (arrived) this.#makePlace(sequence);
    const result = await recorder.record(accountId, { endpointId, sequence, at, outcome, jitter: random() });
    if (arrived) this.#arrived -= 1;
    if (result !== null) this.#settle(sequence, result);
  }

  /** The next request does not wait until a busy store has the result, because alerts would wait for the store twice. */
  #makePlace(sequence: number): void {
    this.#arrived += 1;
    this.#inFlight.set(sequence, null);
    this.pump();
  }

  async #send(delivery: PendingDelivery, at: number, more: Readonly<Record<string, string>>): Promise<SendOutcome> {
    const { url, secrets, timeoutMs, channel } = this.#target;
    const { accountId, endpointId, eventId, eventType, body } = delivery;
    if (channel !== null) {
      const { channels, giveUp } = this.#context;
      const owner = String(accountId);
      return channels.send({ ...channel, payload: body, id: eventId, owner, timeoutMs }, giveUp);
    }
    const timestamp = Math.floor(at / 1_000);
    const headers = { ...more, ...signatureHeaders({ endpointId, eventId, eventType, secrets, body, timestamp }) };
    return this.#context.sender.send({ url, headers, body, timeoutMs, owner: String(accountId) }, this.#context.giveUp);
  }

  #settle(sequence: number, result: AttemptResult): void {
    this.#inFlight.delete(sequence);
    this.#settled.add(sequence);
    if (!result.endpointEnabled && this.#active) this.#disabled();
    if (result.retryAt !== null && this.#active) this.#retryAlarm.set(result.retryAt);
    this.pump();
  }

  #disabled(): void {
    this.retarget(null);
    this.#context.onDisabled();
  }
}

const NO_HEADERS: Readonly<Record<string, string>> = {};

function limitOf(target: EndpointTarget): number {
  return Math.max(1, Math.floor(target.rateLimitPerSecond));
}
