import type { Answer, Command, TransitionReason } from "@plimsoll/core";
import type { PendingDelivery } from "../port/deliveries.ts";
import type { RowChange } from "../remembered-rows.ts";
import type { Committed, Store } from "../port/store.ts";
import { StoreUnreachable } from "../port/unavailable.ts";
import { type SetTimer, systemTimer } from "../../util/timer.ts";
import { AccountRing } from "../../util/turns/account-ring.ts";
import { BackgroundTime } from "./background-time.ts";
import { BatchBudget } from "./batch-budget.ts";
import { FanOut } from "./fan-out.ts";
import { weightOf } from "./weight.ts";

/**
 * @limit Commits: commands that may wait, unless `PLIMSOLL_MAX_QUEUE` sets another number; further ones receive 429.
 */
const MAX_QUEUE = 20_000;
/** @limit Commits: share of the waiting commands that one account's may be; further ones of that account receive 429. */
const ACCOUNT_SHARE = 0.5;
/** @limit Commits: batches whose commands are handed to the store at once, the one at work included. */
const BATCHES_AHEAD = 2;
/** @limit Commits: waiting commands that are handed to a busy store; fewer wait until the store returns. */
const WORTH_HANDING_OVER = 16;
/** @limit Commits: waiting commands, as a share of those under way, that are handed over before all requests of a turn are read. */
const SHARE_WORTH_A_TURN = 0.25;
/** More commands are waiting than can be carried out soon. */
export class QueueFull extends Error {
  constructor() {
    super("too many requests are waiting");
    this.name = "QueueFull";
  }
}

/** A command that could not be carried out because of a bug; its neighbours were. */
export class CommandFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CommandFailed";
  }
}

export interface Committer {
  /**
   * Stores the command's decision and resolves with its outcome, which is durable then. A rejection by the core is an
   * outcome; rejects with `QueueFull`, `StoreUnavailable` or `CommandFailed`.
   */
  submit<C extends Command>(command: C): Promise<Answer<C>>;
  readonly depth: number;
  /** Waits for everything submitted so far. */
  drain(): Promise<void>;
}

/**
 * Enough for every delivery that a server can send meanwhile; a caller's command waits for no more of them.
 * @limit Commits: weight of an account's results of deliveries, and of deliveries to be made, that is handed to the store at once.
 */
const BACKGROUND_AHEAD = 256;
/** @limit Commits: weight of an account's results of deliveries that go with the callers' commands, however much work on deliveries others have. */
const LIGHT = 8;
/** Commands of the server's own work on deliveries, of which a backlog makes as many as there is room for. */
const BACKGROUND: ReadonlySet<Command["type"]> = new Set(["record_attempts", "fan_out"]);

/** A class, because an object literal with a getter costs microseconds a command. */
class Waiting {
  readonly command: Command;
  readonly line: Line;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
  readonly #fanOut: FanOut;
  readonly #things: number;
  /** The weight with which it counts as under way. */
  under = 0;

  constructor(
    command: Command,
    line: Line,
    fanOut: FanOut,
    resolve: (answer: never) => void,
    reject: (error: unknown) => void,
  ) {
    this.command = command;
    this.line = line;
    this.resolve = resolve;
    this.reject = reject;
    this.#fanOut = fanOut;
    this.#things = weightOf(command);
  }

  /** Computed when its turn comes, because the estimate of its deliveries improves while it waits. */
  get weight(): number {
    return this.#things * this.#fanOut.weightOf(this.command);
  }
}

/** Commands that wait or are under way, accounts in turn. */
class Line {
  readonly #mostUnder: number;
  readonly #waiting = new AccountRing<Waiting>();
  /** Weights of the commands under way, by account. */
  readonly #under = new Map<number, number>();

  /** `mostUnder` bounds the weight of an account's commands under way. */
  constructor(mostUnder: number) {
    this.#mostUnder = mostUnder;
  }

  get length(): number {
    return this.#waiting.length;
  }

  lengthOf(accountId: number): number {
    return this.#waiting.lengthOf(accountId);
  }

  /** Returns whether the account has no commands under way. */
  push(waiting: Waiting): boolean {
    const { accountId } = waiting.command;
    this.#waiting.push(accountId, waiting);
    return !this.#under.has(accountId);
  }

  /** Whether commands of the account are waiting or under way. */
  has(accountId: number): boolean {
    return this.#waiting.lengthOf(accountId) > 0 || this.#under.has(accountId);
  }

  /** Whether commands of any account are waiting or under way. */
  get isBusy(): boolean {
    return this.#waiting.length > 0 || this.#under.size > 0;
  }

  /** Whether the account's commands wait, and none are under way. */
  isIdle(accountId: number): boolean {
    return this.#waiting.lengthOf(accountId) > 0 && !this.#under.has(accountId);
  }

  /** The next commands up to the weight `room`; the accounts that are waiting share it, and `ahead`, which may be under way. */
  take(room: number, ahead: number): Waiting[] {
    const { accounts } = this.#waiting;
    const perBatch = Math.ceil(room / accounts);
    const share = Math.min(this.#mostUnder, Math.ceil(ahead / Math.max(accounts, this.#under.size)));
    return this.#waiting.take(room, (accountId) => Math.min(perBatch, share - (this.#under.get(accountId) ?? 0)));
  }

  takeAll(): Waiting[] {
    return this.#waiting.takeAll();
  }

  /** Counts a command's weight as under way, or no longer. */
  count(accountId: number, weight: number): void {
    const after = (this.#under.get(accountId) ?? 0) + weight;
    if (after === 0) this.#under.delete(accountId);
    else this.#under.set(accountId, after);
  }
}

export interface CommitterOptions {
  readonly store: Pick<Store, "commit" | "takesAhead" | "isShared" | "isWaitingForOthers">;
  readonly now: () => number;
  readonly onDeliveries: (deliveries: readonly PendingDelivery[]) => void;
  /** Called with accounts whose events wait for their deliveries. */
  readonly onBehind?: (accountIds: readonly number[]) => void;
  /** Called before the callers have their outcomes. */
  readonly onRows?: (rows: readonly RowChange[]) => void;
  /** Called with what each batch has stored. */
  readonly onCommitted?: (commands: readonly { readonly accountId: number; readonly type: string }[]) => void;
  readonly onTransitions?: (reasons: readonly TransitionReason[]) => void;
  readonly onBatch?: (size: number, milliseconds: number) => void;
  readonly maxQueue?: number;
  /** Milliseconds on a monotonic clock; `performance.now` by default. */
  readonly monotonic?: () => number;
  readonly setTimer?: SetTimer;
}

/**
 * Group commit: what arrives while a batch is being committed forms the next one, so one fsync serves many callers and
 * an idle server adds no wait to a caller's command. A store that takes commands ahead forms its batches itself. Callers' commands and those of
 * deliveries wait in a line each, in which an account's keep their order of submission, so that a backlog of deliveries
 * has a small share beside the callers and not the places before them. The results of an account with few deliveries wait for
 * no other's backlog. Batches are bounded by
 * the time they take, so that a command waits for the batch at work and for no other account's queue.
 */
export function createCommitter(options: CommitterOptions): Committer {
  const maxQueue = options.maxQueue ?? MAX_QUEUE;
  const maxAccountQueue = Math.ceil(maxQueue * ACCOUNT_SHARE);
  const callers = new Line(Number.POSITIVE_INFINITY);
  const light = new Line(LIGHT);
  const background = new Line(BACKGROUND_AHEAD);
  const monotonic = options.monotonic ?? (() => performance.now());
  const setTimer = options.setTimer ?? systemTimer;
  const budget = new BatchBudget(monotonic);
  const fanOut = new FanOut();
  let inFlight = 0;
  // Commands that the store has taken ahead count as waiting too.
  const takesAhead = Math.min(options.store.takesAhead, maxQueue);
  /** A caller of an account without commands under way is waiting. */
  let newcomer = false;
  let scheduled = false;
  const backgroundTime = new BackgroundTime(monotonic);
  let isWaitingForTime = false;
  const idle: (() => void)[] = [];

  function depth(): number {
    return callers.length + light.length + background.length;
  }

  function lineOf(command: Command): Line {
    const { accountId, type } = command;
    if (!BACKGROUND.has(type)) return callers;
    const isBehindOthers = background.isBusy && !background.has(accountId) && !light.has(accountId);
    return isBehindOthers && type === "record_attempts" && weightOf(command) <= LIGHT ? light : background;
  }

  function mayFlush(): boolean {
    if (inFlight === 0) return depth() > 0 && !(callers.length + light.length === 0 && isWaitingForTime);
    if (inFlight >= takesAhead) return false;
    const fewest = options.store.isWaitingForOthers() ? 1 : WORTH_HANDING_OVER;
    return newcomer || (callers.length >= fewest && inFlight < BATCHES_AHEAD * budget.size);
  }

  /** Whether enough commands wait for the store to get them before the end of the turn, to work meanwhile. */
  function isWorthATurn(): boolean {
    return takesAhead > 0 && callers.length >= Math.max(WORTH_HANDING_OVER, inFlight * SHARE_WORTH_A_TURN);
  }

  function schedule(): void {
    if (scheduled || !mayFlush()) return;
    scheduled = true;
    // After the present turn's I/O callbacks, so that requests that arrived together are stored together.
    setImmediate(() => {
      scheduled = false;
      flush();
    });
  }

  function flush(): void {
    if (!mayFlush()) return;
    newcomer = false;
    const size = budget.size;
    const ahead = BATCHES_AHEAD * size;
    const called = callers.take(size, ahead);
    // Each waiting account has its share under way; a batch that returns makes room. Deliveries alone are not worth a commit then.
    if (called.length === 0 && callers.length > 0) return;
    const first = [...called, ...light.take(size, ahead)];
    const batch = [...first, ...background.take(backgroundRoom(), ahead)];
    if (batch.length === 0) return;
    for (const waiting of batch) waiting.under = waiting.weight;
    const weight = count(batch, 1);
    const share = batch.slice(first.length).reduce((sum, { under }) => sum + under, 0) / weight;
    void carry(batch, weight).then((took) => {
      if (called.length > 0) backgroundTime.called();
      backgroundTime.spent(took * share);
      if (depth() === 0 && inFlight === 0) {
        for (const resolve of idle.splice(0)) resolve();
      }
    });
    schedule();
  }

  /** The weight of the deliveries in the next batch. While there is no time for them, a timer is set for when there is. */
  function backgroundRoom(): number {
    if (background.length === 0) return 0;
    const { atOnceMs, waitMs } = backgroundTime.room();
    if (waitMs > 0 && !isWaitingForTime) {
      isWaitingForTime = true;
      setTimer(() => {
        isWaitingForTime = false;
        schedule();
      }, waitMs);
    }
    return budget.within(atOnceMs);
  }

  /** Counts the commands as under way, or no longer; returns their weight. */
  function count(batch: readonly Waiting[], sign: 1 | -1): number {
    let weight = 0;
    for (const { line, command, under } of batch) {
      line.count(command.accountId, sign * under);
      weight += under;
    }
    inFlight += sign * weight;
    backgroundTime.idle(inFlight === 0);
    return weight;
  }

  /** Returns how long the store took, without its work on the batch before. */
  async function carry(batch: readonly Waiting[], weight: number): Promise<number> {
    const started = monotonic();
    await Promise.all((options.store.isShared ? byAccount(batch) : [batch]).map(handOver));
    const answered = monotonic();
    options.onBatch?.(batch.length, answered - started);
    return budget.learn(weight, started, answered);
  }

  async function handOver(batch: readonly Waiting[]): Promise<void> {
    try {
      settle(
        batch,
        await options.store.commit(
          batch.map(({ command }) => command),
          options.now(),
        ),
      );
    } catch (error) {
      for (const { reject } of batch) reject(error);
      // Each further batch would in turn wait for a connection.
      if (error instanceof StoreUnreachable) {
        for (const { reject } of [callers, light, background].flatMap((line) => line.takeAll())) reject(error);
      }
    }
    // At once, because another account's part may take long, or wait for a node that is down.
    count(batch, -1);
    if (options.store.isShared) newcomer ||= callers.isIdle(accountOf(batch));
    if (depth() > 0) schedule();
  }

  function settle(batch: readonly Waiting[], committed: Committed): void {
    const commands = batch.map(({ command }) => command);
    fanOut.learn(commands, committed.deliveries);
    if (committed.rows.length > 0) options.onRows?.(committed.rows);
    if (committed.transitions.length > 0) options.onTransitions?.(committed.transitions);
    for (const [index, waiting] of batch.entries()) {
      const answer = committed.answers[index];
      if (answer === undefined || answer.ok === "failed") {
        waiting.reject(new CommandFailed(answer?.message ?? "no answer"));
      } else {
        waiting.resolve(answer as never);
      }
    }
    if (committed.behind.length > 0) options.onBehind?.(committed.behind);
    if (committed.deliveries.length > 0) options.onDeliveries(committed.deliveries);
    options.onCommitted?.(commands);
  }

  return {
    submit(command) {
      const { accountId } = command;
      const waiting = callers.lengthOf(accountId) + light.lengthOf(accountId) + background.lengthOf(accountId);
      if (depth() >= maxQueue || waiting >= maxAccountQueue) {
        return Promise.reject(new QueueFull());
      }
      return new Promise((resolve, reject) => {
        budget.note(accountId);
        const line = lineOf(command);
        const isNew = line.push(new Waiting(command, line, fanOut, resolve, reject));
        // Deliveries wait for the batch at work, or go with the callers' next, because each commit costs an fsync.
        if (line === callers) {
          newcomer ||= isNew;
          backgroundTime.called();
        }
        if (isWorthATurn()) flush();
        else schedule();
      });
    },
    get depth() {
      return depth();
    },
    drain() {
      if (depth() === 0 && inFlight === 0) return Promise.resolve();
      return new Promise((resolve) => idle.push(resolve));
    },
  };
}

function byAccount(batch: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const parts = new Map<number, Waiting[]>();
  for (const waiting of batch) {
    const part = parts.get(waiting.command.accountId);
    if (part) part.push(waiting);
    else parts.set(waiting.command.accountId, [waiting]);
  }
  return [...parts.values()];
}

/** Of commands of one account. */
function accountOf([first]: readonly Waiting[]): number {
  return first?.command.accountId ?? 0;
}
