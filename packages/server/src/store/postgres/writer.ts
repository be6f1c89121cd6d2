import type pg from "pg";
import type { Command } from "@plimsoll/core";
import { attemptBatch, runBatch, type BatchTransaction } from "../commit/batch.ts";
import {
  commandsOf,
  sharesOf,
  takeAccountBatch,
  takeBatch,
  takeBatchOf,
  timeOf,
  type HandedOver,
} from "../commit/shared-batch.ts";
import type { Committed } from "../port/store.ts";
import { StoreUnavailable } from "../port/unavailable.ts";
import { connectForBatches, end } from "./connection.ts";
import { isContention, isLost, isLostWhileWaiting, translated } from "./errors.ts";
import type { PostgresTarget } from "../postgres-target.ts";
import { PostgresTransaction } from "./transaction.ts";

/** @limit Commits: times that a batch starts over after losing a race before its callers receive a retryable error. */
const CONTENTION_RETRIES = 5;
/** @limit Commits: times that a batch starts over on a new session after its session ended with nothing stored. */
const LOST_SESSION_RETRIES = 1;

/**
 * PostgreSQL counts what a session has changed only when no transaction is under way, and its vacuum goes by that.
 * @limit PostgreSQL: time for which a busy writer begins each transaction in the message that commits the one before.
 */
const REST_EVERY_MS = 250;

interface Session {
  readonly client: pg.Client;
  readonly processId: number;
  readonly transaction: PostgresTransaction;
  readonly guarded: BatchTransaction;
}

/** A request and its caller's promise. */
interface Request extends HandedOver {
  readonly resolve: (committed: Committed) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes batches one after another on a connection of its own, which is replaced after any failure and as soon as it
 * ends. Commands that arrive while a batch is under way form the next one, which begins in the message that commits the
 * first. Batches are of one account each where `isApart`; what waits behind one that fails is refused with it then.
 */
export class PostgresWriter {
  private readonly target: PostgresTarget;
  private readonly isApart: boolean;
  private session: Session | null = null;
  private readonly waiting: Request[] = [];
  private working: Promise<void> | null = null;
  private closing = false;
  /** The time at which a transaction ended with none begun. */
  private restedAt = performance.now();

  constructor(target: PostgresTarget, isApart: boolean) {
    this.target = target;
    this.isApart = isApart;
  }

  get isWorking(): boolean {
    return this.working !== null;
  }

  /** The server process that sends this writer's notices; null while there is none. */
  get processId(): number | null {
    return this.session?.processId ?? null;
  }

  /** Whether the next batch is formed when another process's is done. */
  get isWaitingForOthers(): boolean {
    return this.session?.transaction.isContended ?? false;
  }

  commit(commands: readonly Command[], now: number): Promise<Committed> {
    if (this.closing) return Promise.reject(new StoreUnavailable("the store is closed"));
    return new Promise((resolve, reject) => {
      this.waiting.push({ commands, now, resolve, reject });
      this.working ??= this.work();
    });
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.working;
    await this.drop();
  }

  private async work(): Promise<void> {
    // Waits for the end of the present turn, so that requests of one turn share a batch.
    await Promise.resolve();
    let following: Request[] = [];
    // Nothing is awaited after the queue was found empty: what is added meanwhile would wait for the next command.
    while (following.length > 0 || this.waiting.length > 0) {
      const batch = following.length > 0 ? following : await this.nextBatch();
      following = [];
      await this.settle(batch, () => {
        if (following.length === 0 && !this.isWaitingForOthers && !this.isToRest()) following.push(...this.take());
        if (following.length === 0) this.restedAt = performance.now();
        return following;
      });
    }
    this.working = null;
  }

  private isToRest(): boolean {
    return performance.now() - this.restedAt >= REST_EVERY_MS;
  }

  private take(): readonly Request[] {
    return this.isApart ? takeAccountBatch(this.waiting) : takeBatch(this.waiting);
  }

  /** What waits now, or, while other processes write the same accounts, what waits when their accounts' turn comes. */
  private async nextBatch(): Promise<readonly Request[]> {
    const { session, waiting } = this;
    if (session === null || !session.transaction.isContended) return this.take();
    const accounts = new Set(
      (this.isApart ? waiting.slice(0, 1) : waiting).flatMap(({ commands }) =>
        commands.map(({ accountId }) => accountId),
      ),
    );
    try {
      const batch = takeBatchOf(waiting, await session.transaction.takeTurns([...accounts]));
      if (batch.length > 0) return batch;
      // A request about several accounts, of which others are writing some: it waits for all of them.
      await session.transaction.rollback();
    } catch {
      // Nothing has begun: the batch is formed all the same, and gets a new session.
      await this.drop(session);
    }
    return this.take();
  }

  private async settle(requests: readonly Request[], follow: () => readonly Request[]): Promise<void> {
    try {
      const shares = sharesOf(requests, await this.carry(commandsOf(requests), timeOf(requests), follow));
      for (const [index, { resolve }] of requests.entries()) resolve(shares[index] as Committed);
    } catch (error) {
      for (const { reject } of requests) reject(error);
      if (this.isApart && error instanceof StoreUnavailable) this.refuse(requests, error);
    }
  }

  /** What waits of the same account would wait in vain. */
  private refuse([first]: readonly Request[], error: unknown): void {
    const accountId = first?.commands[0]?.accountId;
    const isSame = ({ commands }: Request) => commands[0]?.accountId === accountId;
    for (const { reject } of this.waiting.filter(isSame)) reject(error);
    this.waiting.splice(0, this.waiting.length, ...this.waiting.filter((request) => !isSame(request)));
  }

  private carry(commands: readonly Command[], now: number, follow: () => readonly Request[]): Promise<Committed> {
    return runBatch(commands, (part) =>
      // Only a whole batch knows its successor: the first half is followed by the second.
      this.attempt(part, now, part === commands ? follow : () => []),
    );
  }

  /** One transaction, which starts over while it is certain that nothing of it is stored. */
  private async attempt(
    commands: readonly Command[],
    now: number,
    follow: () => readonly Request[],
  ): Promise<Committed> {
    let contentions = 0;
    let losses = 0;
    for (;;) {
      const session = (this.session ??= await this.open());
      session.transaction.followedBy(() => commandsOf(follow()));
      try {
        return await attemptBatch(session.guarded, commands, now);
      } catch (error) {
        if (!(error instanceof StoreUnavailable)) throw error;
        await this.drop(session);
        if (error instanceof Contention) {
          contentions += 1;
          if (contentions <= CONTENTION_RETRIES) continue;
          throw new StoreUnavailable("PostgreSQL: too much contention", { cause: error });
        }
        const lost = isLostWhileWaiting(error) || (isLost(error) && !session.transaction.mayBeStored);
        if (lost) losses += 1;
        if (!lost || losses > LOST_SESSION_RETRIES) throw error;
      }
    }
  }

  /** Opens a session. Without one, the requests that wait are refused as well, so that each waits for one attempt to connect at most. */
  private async open(): Promise<Session> {
    const { client, processId } = await connectForBatches(this.target, (ended) => {
      if (this.session?.client === ended) this.session = null;
    }).catch((error: unknown) => {
      for (const { reject } of this.waiting.splice(0)) reject(error);
      throw error;
    });
    const transaction = new PostgresTransaction(client, this.isApart);
    return { client, processId, transaction, guarded: translating(transaction) };
  }

  private async drop(session: Session | null = this.session): Promise<void> {
    if (this.session === session) this.session = null;
    if (session) await end(session.client);
  }
}

/**
 * Turns every failure of the database itself into `StoreUnavailable`, so that a batch is not halved in search of a bug.
 */
function translating(inner: PostgresTransaction): BatchTransaction {
  let lost = false;
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const translatedError = isContention(error) ? new Contention(error) : translated(error);
      lost ||= translatedError instanceof StoreUnavailable;
      throw translatedError;
    }
  };
  return {
    firstPart: inner.firstPart,
    begin: () => inner.begin(),
    load: (lookups) => guard(inner.load(lookups)),
    write: (effects) => inner.write(effects),
    laneRows: (commands) => guard(inner.laneRows(commands)),
    writeLane: (lane, changes) => inner.writeLane(lane, changes),
    touch: () => inner.touch(),
    commit: () => guard(inner.commit()),
    // The session is dropped after such a failure, and a silent server would only be waited for once more.
    rollback: () => (lost ? undefined : inner.rollback().catch(() => undefined)),
  };
}

class Contention extends StoreUnavailable {
  readonly code = "40001";
  constructor(cause: unknown) {
    super("PostgreSQL: serialization failure", { cause });
  }
}
