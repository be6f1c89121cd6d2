import type { Answer, Command, TransitionReason } from "@plimsoll/core";
import type { PendingDelivery } from "./deliveries.ts";
import type { RowChange } from "../remembered-rows.ts";
import type { Reads } from "./reads.ts";

/** A batch's effects outside the store. */
export interface Committed {
  readonly answers: readonly (Answer<Command> | CommandFailure)[];
  /** Deliveries that are due at once, with the data to send. */
  readonly deliveries: readonly PendingDelivery[];
  /** Accounts with events whose deliveries the batch has left to be made. */
  readonly behind: readonly number[];
  /** Cached rows that the batch has changed. */
  readonly rows: readonly RowChange[];
  /** Changes and reminders of alerts. */
  readonly transitions: readonly TransitionReason[];
}

/** A command that no batch can carry out: a bug. Its neighbours are not affected. */
export interface CommandFailure {
  readonly ok: "failed";
  readonly message: string;
}

/** Work that one process does for all: the dispatcher, the sweep, polling. */
export interface Role {
  /** Resolves when another process may have taken over. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/** How the server processes on one store learn of each other. */
export interface Presence {
  /** Resolves when it is said, or cannot be; never rejects. */
  say(text: string): Promise<void>;
}

/** The durable state, one interface for both engines. */
export interface Store {
  readonly engine: "sqlite" | "postgres";
  readonly reads: Reads;
  /**
   * Commands that may be submitted while others are under way: the store puts those that have arrived into its next
   * batch. 0: one batch at a time.
   */
  readonly takesAhead: number;
  /**
   * Whether other processes may write the same accounts. Then the commands of each account are handed over apart, because
   * those of accounts that no other process is writing come first, and those of accounts that cannot be reached fail alone.
   */
  readonly isShared: boolean;
  /** Whether it is waiting for another process's batch: what is handed over by then becomes part of the next one. */
  isWaitingForOthers(): boolean;
  /**
   * Stores all of it or nothing. Rejects with `StoreUnavailable` when it may not be stored, with `AccountUnavailable` where that
   * says nothing of other accounts. Without commands it checks
   * whether anything can be stored.
   */
  commit(commands: readonly Command[], now: number): Promise<Committed>;
  /** Accounts whose data could not be reached when they were last written. */
  unavailableAccounts(): number;
  /** Takes a role when no process has it; null otherwise. */
  takeRole(name: string): Promise<Role | null>;
  /** Called when another process has committed deliveries, or events whose deliveries are to be made. */
  onForeignDeliveries(listener: () => void): void;
  /**
   * Called with a provider's id when an event that waits for a poll was committed, on PostgreSQL by whichever process: the
   * one that received it may have handed it to another. Null: events of any provider may wait.
   */
  onWaiting(listener: (providerId: string | null) => void): void;
  /** Called when another process has changed a cached row; null: any row may have changed. */
  onForeignRow(listener: (change: RowChange | null) => void): void;
  /** Says to the other processes on the store what is said, and calls `hear` with what they say; null where there are no others. */
  readonly presence: ((hear: (text: string) => void) => Presence) | null;
  close(): Promise<void>;
}
