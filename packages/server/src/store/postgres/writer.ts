import type pg from "pg";
import type { Command } from "@plimsoll/core";
import { runBatch, type BatchTransaction } from "../batch.ts";
import { StoreUnavailable, type Committed } from "../store.ts";
import { connect, destroy } from "./connection.ts";
import { isContention, translated } from "./errors.ts";
import { PostgresTransaction } from "./transaction.ts";

/** Times a batch starts over after losing a race before its callers are told to try again. */
const CONTENTION_RETRIES = 5;

const GOODBYE_MS = 500;

/**
 * Every statement of a batch finds its rows by an index. The planner, which cannot know how many rows an array holds and believes tables
 * to be as small as they once were, would otherwise plan each time anew, and now and then read a table whole.
 */
const PLANS =
  "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";

interface Session {
  readonly client: pg.Client;
  readonly transaction: BatchTransaction;
}

/** Writes batches one after another on a connection of its own, which is made anew after any trouble. */
export class PostgresWriter {
  private readonly url: string;
  private session: Session | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private closing = false;

  constructor(url: string) {
    this.url = url;
  }

  /** The server-side process that this writer's notices come from; null while there is none. */
  get processId(): number | null {
    const client = this.session?.client as { readonly processID?: number } | undefined;
    return client?.processID ?? null;
  }

  commit(commands: readonly Command[], now: number): Promise<Committed> {
    if (this.closing) return Promise.reject(new StoreUnavailable("the store is closed"));
    const committed = this.last.then(() => this.carry(commands, now));
    this.last = committed.catch(() => undefined);
    return committed;
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.last;
    await this.drop();
  }

  private async carry(commands: readonly Command[], now: number): Promise<Committed> {
    for (let retry = 0; ; retry += 1) {
      try {
        const session = (this.session ??= await this.open());
        return await runBatch(session.transaction, commands, now);
      } catch (error) {
        await this.drop();
        if (isContention(error) && retry < CONTENTION_RETRIES) continue;
        throw isContention(error)
          ? new StoreUnavailable("PostgreSQL: too much contention", { cause: error })
          : translated(error);
      }
    }
  }

  private async open(): Promise<Session> {
    const client = await connect(this.url, "write");
    await client.query(PLANS);
    return { client, transaction: translating(new PostgresTransaction(client)) };
  }

  private async drop(): Promise<void> {
    const { session } = this;
    this.session = null;
    if (!session) return;
    const ended = session.client.end().catch(() => undefined);
    // The goodbye is for a connection that works; one that does not would never answer it.
    const impatient = setTimeout(() => destroy(session.client), GOODBYE_MS);
    await ended;
    clearTimeout(impatient);
  }
}

/** Makes every failure of the database itself a `StoreUnavailable`, so that a batch is not halved in search of a bug. */
function translating(inner: PostgresTransaction): BatchTransaction {
  const guard = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw isContention(error) ? new Contention(error) : translated(error);
    }
  };
  return {
    begin: () => inner.begin(),
    load: (lookups) => guard(inner.load(lookups)),
    write: (effects) => inner.write(effects),
    commit: () => guard(inner.commit()),
    // After trouble with the connection there is nothing to roll back; the session is dropped anyway.
    rollback: () => inner.rollback().catch(() => undefined),
  };
}

class Contention extends StoreUnavailable {
  readonly code = "40001";
  constructor(cause: unknown) {
    super("PostgreSQL: serialization failure", { cause });
  }
}
