import type { Command } from "@plimsoll/core";
import { kept } from "../kept.ts";
import type { Committed } from "../port/store.ts";
import { AccountUnavailable, StoreUnavailable, StoreUnreachable } from "../port/unavailable.ts";
import type { PostgresTarget } from "../postgres-target.ts";
import { PostgresWriter } from "./writer.ts";

/** @limit PostgreSQL: connections of each process that write where accounts are on several nodes, one more for those that fail; elsewhere one writes. */
const WRITERS = 8;

/** Where an account's requests are until they are answered. */
interface Place {
  readonly writer: PostgresWriter;
  requests: number;
}

/**
 * The writers of a process. One carries out batches of all accounts, because the fewer batches, the fewer commits. Where accounts are
 * on several nodes, each batch is of one account, on one of several writers, so that a node that is down costs only its own
 * accounts. An account whose batch has failed is tried by one further writer, one request at a time of all such accounts; the
 * others are refused meanwhile.
 */
export class PostgresWriters {
  readonly #writers: readonly PostgresWriter[];
  /** Null where batches are of all accounts. */
  readonly #trial: PostgresWriter | null;
  readonly #places = new Map<number, Place>();
  readonly #failing = new Set<number>();
  #isTrying = false;

  constructor(target: PostgresTarget, isDistributed: boolean) {
    this.#writers = Array.from(
      { length: isDistributed ? WRITERS : 1 },
      () => new PostgresWriter(target, isDistributed),
    );
    this.#trial = isDistributed ? new PostgresWriter(target, true) : null;
  }

  /** Whether the server process sends one of these writers' notices. */
  has(processId: number): boolean {
    return this.#all.some((writer) => writer.processId === processId);
  }

  get isWaitingForOthers(): boolean {
    return this.#writers.some((writer) => writer.isWaitingForOthers);
  }

  /** Accounts whose last batch has failed. */
  get failing(): number {
    return this.#failing.size;
  }

  commit(commands: readonly Command[], now: number): Promise<Committed> {
    const accountId = commands[0]?.accountId ?? 0;
    if (this.#trial === null) return this.#home(accountId).commit(commands, now);
    if (commands.some((command) => command.accountId !== accountId)) {
      return Promise.reject(new Error("where accounts are on several nodes, a request is about one account"));
    }
    return this.#failing.has(accountId)
      ? this.#try(this.#trial, accountId, commands, now)
      : this.#carry(accountId, commands, now);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((writer) => writer.close()));
  }

  get #all(): readonly PostgresWriter[] {
    return this.#trial ? [...this.#writers, this.#trial] : this.#writers;
  }

  #home(accountId: number): PostgresWriter {
    return this.#writers[accountId % this.#writers.length] as PostgresWriter;
  }

  /** An account's requests go to one writer until all are answered, so that they keep their order. */
  async #carry(accountId: number, commands: readonly Command[], now: number): Promise<Committed> {
    const place = kept(this.#places, accountId, () => ({ writer: this.#free(accountId), requests: 0 }));
    place.requests += 1;
    try {
      return await place.writer.commit(commands, now);
    } catch (error) {
      throw this.#failed(accountId, error);
    } finally {
      place.requests -= 1;
      if (place.requests === 0) this.#places.delete(accountId);
    }
  }

  #free(accountId: number): PostgresWriter {
    const home = this.#home(accountId);
    return home.isWorking ? (this.#writers.find((writer) => !writer.isWorking) ?? home) : home;
  }

  async #try(writer: PostgresWriter, accountId: number, commands: readonly Command[], now: number): Promise<Committed> {
    if (this.#isTrying || this.#places.has(accountId)) {
      throw new AccountUnavailable(accountId, "PostgreSQL: the account's last batch has failed");
    }
    this.#isTrying = true;
    try {
      const committed = await writer.commit(commands, now);
      this.#failing.delete(accountId);
      return committed;
    } catch (error) {
      throw this.#failed(accountId, error);
    } finally {
      this.#isTrying = false;
    }
  }

  #failed(accountId: number, error: unknown): unknown {
    if (!(error instanceof StoreUnavailable) || error instanceof StoreUnreachable || accountId === 0) return error;
    this.#failing.add(accountId);
    return new AccountUnavailable(accountId, error.message, { cause: error });
  }
}
