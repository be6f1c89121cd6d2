import type { Answer, Command, TransitionReason } from "@plimsoll/core";
import type { PendingDelivery } from "../port/deliveries.ts";
import type { RowChange } from "../remembered-rows.ts";
import type { Committed, Store } from "../port/store.ts";
import { StoreUnreachable } from "../port/unavailable.ts";
import { AccountRing } from "../../util/turns/account-ring.ts";
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
/** Commands of the server's own work on deliveries, of which a backlog makes as many as there is room for. */
const BACKGROUND: ReadonlySet<Command["type"]> = new Set(["record_attempt", "fan_out"]);

/**
 * Whose turn a command takes: its account's, or that of its account's background work, so that a backlog of deliveries
 * has a share beside the account's callers and not the places before them. Accounts' ids are positive.
 */
function turnOf({ accountId, type }: Command): number {
  return BACKGROUND.has(type) ? -accountId : accountId;
}

function isBackground(turn: number): boolean {
  return turn < 0;
}

/** A class, because an object literal with a getter costs microseconds a command. */
class Waiting {
  readonly command: Command;
  readonly turn: number;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
  readonly #fanOut: FanOut;
  readonly #things: number;

  constructor(
    command: Command,
    turn: number,
    fanOut: FanOut,
    resolve: (answer: never) => void,
    reject: (error: unknown) => void,
  ) {
    this.command = command;
    this.turn = turn;
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

export interface CommitterOptions {
  readonly store: Pick<Store, "commit" | "takesAhead">;
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
}

/**
 * Group commit: what arrives while a batch is being committed forms the next one, so one fsync serves many callers and
 * an idle server adds no wait. A store that takes commands ahead forms its batches itself. An account has two turns: one
 * for its callers and one for its deliveries; the commands of each keep their order of submission. Batches are bounded by
 * the time they take, so that a command waits for the batch at work and for no other account's queue.
 */
export function createCommitter(options: CommitterOptions): Committer {
  const maxQueue = options.maxQueue ?? MAX_QUEUE;
  const maxAccountQueue = Math.ceil(maxQueue * ACCOUNT_SHARE);
  const queue = new AccountRing<Waiting>();
  const budget = new BatchBudget();
  const fanOut = new FanOut();
  /** Weights of the commands under way, by turn and in all. */
  const under = new Map<number, number>();
  let inFlight = 0;
  // Commands that the store has taken ahead count as waiting too.
  const takesAhead = Math.min(options.store.takesAhead, maxQueue);
  /** An account without commands under way is waiting. */
  let newcomer = false;
  let scheduled = false;
  const idle: (() => void)[] = [];

  function mayFlush(): boolean {
    if (inFlight === 0) return queue.length > 0;
    if (inFlight >= takesAhead) return false;
    return newcomer || (queue.length >= WORTH_HANDING_OVER && inFlight < BATCHES_AHEAD * budget.size);
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
    // The accounts that are waiting share the commands under way; one that has none submits at once.
    const share = Math.ceil((BATCHES_AHEAD * size) / Math.max(queue.accounts, under.size, 1));
    const perBatch = Math.ceil(size / queue.accounts);
    const batch = queue.take(size, (turn) => {
      const most = isBackground(turn) ? Math.min(share, BACKGROUND_AHEAD) : share;
      return Math.min(perBatch, most - (under.get(turn) ?? 0));
    });
    // Each waiting account has its share under way; a batch that returns makes room.
    if (batch.length === 0) return;
    const weights = batch.map(({ weight }) => weight);
    const weight = count(batch, weights, 1);
    void carry(batch, weight).finally(() => {
      count(batch, weights, -1);
      if (queue.length > 0) schedule();
      else if (inFlight === 0) {
        for (const resolve of idle.splice(0)) resolve();
      }
    });
    schedule();
  }

  /** Counts the commands under way; returns the batch's weight. */
  function count(batch: readonly Waiting[], weights: readonly number[], sign: 1 | -1): number {
    let weight = 0;
    for (const [index, { turn }] of batch.entries()) {
      const own = weights[index] ?? 0;
      const after = (under.get(turn) ?? 0) + sign * own;
      if (after === 0) under.delete(turn);
      else under.set(turn, after);
      weight += own;
    }
    inFlight += sign * weight;
    return weight;
  }

  async function carry(batch: readonly Waiting[], weight: number): Promise<void> {
    const started = performance.now();
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
      if (error instanceof StoreUnreachable) for (const { reject } of queue.takeAll()) reject(error);
    }
    const answered = performance.now();
    budget.learn(weight, started, answered);
    options.onBatch?.(batch.length, answered - started);
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
      const turn = turnOf(command);
      const waiting = queue.lengthOf(turn) + queue.lengthOf(-turn);
      if (queue.length >= maxQueue || waiting >= maxAccountQueue) {
        return Promise.reject(new QueueFull());
      }
      return new Promise((resolve, reject) => {
        budget.note(command.accountId);
        queue.push(turn, new Waiting(command, turn, fanOut, resolve, reject));
        newcomer ||= !under.has(turn);
        schedule();
      });
    },
    get depth() {
      return queue.length;
    },
    drain() {
      if (queue.length === 0 && inFlight === 0) return Promise.resolve();
      return new Promise((resolve) => idle.push(resolve));
    },
  };
}
