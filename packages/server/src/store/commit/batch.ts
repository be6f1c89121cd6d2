import {
  decide,
  MovementLane,
  lookupsOf,
  MAX_ROUNDS,
  type Change,
  type Command,
  type Effects,
  type LaneRows,
  type Loaded,
  type Lookup,
  type Outcome,
} from "@plimsoll/core";
import { accountsBehind } from "../behind.ts";
import { dueDeliveries } from "./due-deliveries.ts";
import { changedRows } from "../remembered-rows.ts";
import { newSeed } from "../seed.ts";
import type { CommandFailure, Committed } from "../port/store.ts";
import { StoreUnavailable } from "../port/unavailable.ts";

/** Changes a row that every store has, because SQLite writes nothing for a value that stays the same. */
export const TOUCH = "UPDATE installation SET touched = 1 - touched";

/** One transaction of an engine. */
export interface BatchTransaction {
  /**
   * Commands that are decided together after one that is no plain movement, before the lane is tried again; the next time
   * twice as many, so that a batch has few parts whatever is in it.
   */
  readonly firstPart: number;
  begin(): void | Promise<void>;
  load(lookups: readonly Lookup[]): readonly Loaded[] | Promise<readonly Loaded[]>;
  write(effects: Pick<Effects, "changes" | "bulk">): void | Promise<void>;
  /** The rows that the lane needs for these commands. */
  laneRows(commands: readonly Command[]): LaneRows | Promise<LaneRows>;
  /** Writes what the lane has made and changed; `changes` are the lane's. */
  writeLane(lane: MovementLane, changes: readonly Change[]): void;
  /** Writes, so that a failure to write is noticed. */
  touch(): void | Promise<void>;
  commit(): void | Promise<void>;
  rollback(): void | Promise<void>;
}

/**
 * Carries out a batch in one transaction. When a command throws, which is a bug, the batch is rolled back and halved
 * until the command is alone, so that its neighbours are stored all the same. `attempt` carries out one transaction, as
 * `attemptBatch` does.
 */
export async function runBatch(
  commands: readonly Command[],
  attempt: (commands: readonly Command[]) => Promise<Committed>,
): Promise<Committed> {
  try {
    return await attempt(commands);
  } catch (error) {
    if (error instanceof StoreUnavailable || commands.length === 0) throw error;
    if (commands.length === 1) {
      return { answers: [failure(error)], deliveries: [], behind: [], rows: [], transitions: [] };
    }
  }
  const middle = Math.ceil(commands.length / 2);
  const first = await runBatch(commands.slice(0, middle), attempt);
  const second = await runBatch(commands.slice(middle), attempt);
  return {
    answers: [...first.answers, ...second.answers],
    deliveries: [...first.deliveries, ...second.deliveries],
    behind: [...first.behind, ...second.behind],
    rows: [...first.rows, ...second.rows],
    transitions: [...first.transitions, ...second.transitions],
  };
}

function failure(error: unknown): CommandFailure {
  return { ok: "failed", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

interface AttemptOptions {
  readonly useLane?: boolean;
  /** As of `decide`. */
  readonly seed?: string;
}

/**
 * Carries out the commands and commits. All of it is stored, or nothing; rejects with `StoreUnavailable` when the store,
 * not a command, fails. A bug in the lane is no bug of its commands: they are all carried out again the general way.
 */
export async function attemptBatch(
  transaction: BatchTransaction,
  commands: readonly Command[],
  now: number,
  { useLane = true, seed = newSeed() }: AttemptOptions = {},
): Promise<Committed> {
  await transaction.begin();
  const batch = new Batch(transaction, commands, now, seed);
  try {
    await (useLane ? batch.carryOut() : batch.decideTo(commands.length));
    if (commands.length === 0) await transaction.touch();
    await transaction.commit();
    return batch.committed;
  } catch (error) {
    await transaction.rollback();
    if (batch.isLaneBroken && !(error instanceof StoreUnavailable)) {
      return attemptBatch(transaction, commands, now, { useLane: false });
    }
    throw error;
  }
}

/** The commands of one transaction: plain movements by the lane, all others by `decide`, in their order. */
class Batch {
  readonly #transaction: BatchTransaction;
  readonly #commands: readonly Command[];
  readonly #now: number;
  readonly #seed: string;
  /** The number of ids that the seed has made. */
  #made = 0;
  readonly #answers: Outcome[] = [];
  readonly #parts: Pick<Effects, "changes" | "bulk" | "transitions">[] = [];
  /** The lane has thrown. */
  isLaneBroken = false;

  constructor(transaction: BatchTransaction, commands: readonly Command[], now: number, seed: string) {
    this.#transaction = transaction;
    this.#commands = commands;
    this.#now = now;
    this.#seed = seed;
  }

  async carryOut(): Promise<void> {
    for (let length = this.#transaction.firstPart; this.#done < this.#commands.length; length *= 2) {
      await this.#takeLane();
      if (this.#done < this.#commands.length) await this.decideTo(this.#afterNext(length));
    }
  }

  get #done(): number {
    return this.#answers.length;
  }

  /** The end of a part of this length, and of the commands behind it that are no movements. */
  #afterNext(length: number): number {
    let end = Math.min(this.#done + length, this.#commands.length);
    while (end < this.#commands.length && !MovementLane.mayTake(this.#commands[end])) end += 1;
    return end;
  }

  /** Carries out the next commands up to one that is no plain movement. */
  async #takeLane(): Promise<void> {
    if (!MovementLane.mayTake(this.#commands[this.#done])) return;
    const rest = this.#commands.slice(this.#done);
    const rows = await this.#transaction.laneRows(rest);
    this.isLaneBroken = true;
    const lane = new MovementLane(rows, this.#now);
    for (const command of rest) {
      const outcome = lane.take(command);
      if (outcome === null) break;
      this.#answers.push(outcome);
    }
    const { changes } = lane;
    this.#transaction.writeLane(lane, changes);
    this.#parts.push({ changes, bulk: [], transitions: [] });
    this.isLaneBroken = false;
  }

  /** Carries out the next commands up to this one by `decide`. */
  async decideTo(end: number): Promise<void> {
    const effects = await this.#decided(this.#commands.slice(this.#done, end));
    await this.#transaction.write(effects);
    this.#answers.push(...effects.outcomes);
    this.#parts.push(effects);
    this.#made = effects.made;
  }

  async #decided(commands: readonly Command[]): Promise<Effects> {
    const loaded: Loaded[] = [...(await this.#transaction.load(lookupsOf(commands)))];
    let wanted: readonly Lookup[] = [];
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const decision = decide(loaded, commands, this.#now, this.#seed, this.#made);
      if (decision.type === "effects") return decision;
      wanted = decision.lookups;
      loaded.push(...(await this.#transaction.load(wanted)));
    }
    const names = wanted.map(({ table, index, key }) => [table, index, ...key].join("/")).slice(0, 10);
    throw new Error(`a decision still needed more rows after ${MAX_ROUNDS} rounds: ${names.join(", ")}`);
  }

  get committed(): Committed {
    const parts = this.#parts;
    return {
      answers: this.#answers as Committed["answers"],
      deliveries: dueDeliveries(parts),
      behind: [...new Set(parts.flatMap(accountsBehind))],
      rows: parts.flatMap(changedRows),
      transitions: parts.flatMap(({ transitions }) => transitions),
    };
  }
}
