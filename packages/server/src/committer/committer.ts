import type { Answer, Command } from "@plimsoll/core";
import type { PendingDelivery } from "../delivery/outbox.ts";
import type { RowChange } from "../store/remembered-rows.ts";
import { StoreUnreachable, type Committed, type Store } from "../store/store.ts";

/** @limit Commits: commands in one transaction. */
const MAX_BATCH = 1_000;
/**
 * @limit Commits: commands that may wait, unless `PLIMSOLL_MAX_QUEUE` sets another number; further ones receive 429.
 */
const MAX_QUEUE = 20_000;
/** @limit Commits: waiting commands that are handed to a busy store; fewer wait until the store returns. */
const WORTH_HANDING_OVER = 16;
/** More commands are waiting than can be promised an early answer. */
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
   * Stores what the command decides and answers with its outcome, durable when it resolves. A refusal is an outcome; rejects with
   * `QueueFull`, `StoreUnavailable` or `CommandFailed`.
   */
  submit<C extends Command>(command: C): Promise<Answer<C>>;
  readonly depth: number;
  /** Waits for everything submitted so far. */
  drain(): Promise<void>;
}

interface Waiting {
  readonly command: Command;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: unknown) => void;
}

export interface CommitterOptions {
  readonly store: Pick<Store, "commit" | "takesAhead">;
  readonly now: () => number;
  readonly onDeliveries: (deliveries: readonly PendingDelivery[]) => void;
  /** Called before those who wait have their answers. */
  readonly onRows?: (rows: readonly RowChange[]) => void;
  readonly onBatch?: (size: number, milliseconds: number) => void;
  readonly maxQueue?: number;
}

/**
 * Group commit: what arrives while a batch is being committed forms the next one, so one fsync serves many callers and an idle server
 * adds no wait. A store that takes commands ahead forms its batches itself. Commands keep their order of submission.
 */
export function createCommitter(options: CommitterOptions): Committer {
  const maxQueue = options.maxQueue ?? MAX_QUEUE;
  const queue: Waiting[] = [];
  let inFlight = 0;
  // What the store has taken ahead waits too.
  const takesAhead = Math.min(options.store.takesAhead, maxQueue);
  let scheduled = false;
  const idle: (() => void)[] = [];

  function mayFlush(): boolean {
    if (inFlight === 0) return queue.length > 0;
    return inFlight < takesAhead && queue.length >= WORTH_HANDING_OVER;
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
    const batch = queue.splice(0, MAX_BATCH);
    inFlight += batch.length;
    void carry(batch).finally(() => {
      inFlight -= batch.length;
      if (queue.length > 0) schedule();
      else if (inFlight === 0) {
        for (const resolve of idle.splice(0)) resolve();
      }
    });
    schedule();
  }

  async function carry(batch: readonly Waiting[]): Promise<void> {
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
      // Each further batch would wait for a connection in turn.
      if (error instanceof StoreUnreachable) for (const { reject } of queue.splice(0)) reject(error);
    }
    options.onBatch?.(batch.length, performance.now() - started);
  }

  function settle(batch: readonly Waiting[], committed: Committed): void {
    if (committed.rows.length > 0) options.onRows?.(committed.rows);
    for (const [index, waiting] of batch.entries()) {
      const answer = committed.answers[index];
      if (answer === undefined || answer.ok === "failed") {
        waiting.reject(new CommandFailed(answer?.message ?? "no answer"));
      } else {
        waiting.resolve(answer as never);
      }
    }
    if (committed.deliveries.length > 0) options.onDeliveries(committed.deliveries);
  }

  return {
    submit(command) {
      if (queue.length >= maxQueue) return Promise.reject(new QueueFull());
      return new Promise((resolve, reject) => {
        queue.push({ command, resolve, reject });
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
