import type { Command } from "@plimsoll/core";
import type { Committed } from "../port/store.ts";

/** @limit Commits: interval at which SQLite's writer checks whether a command beside the server has written. */
export const FOREIGN_WRITES_EVERY_MS = 50;

export interface BatchRequest {
  readonly type: "batch";
  readonly id: number;
  readonly commands: readonly Command[];
  readonly now: number;
}

/** The server thread's requests to the writer thread. */
export type WriterRequest = BatchRequest | { readonly type: "close" };

/** The results of one or more requests that shared a batch. */
export type WriterReply =
  /** Another process has written. */
  | { readonly type: "foreign" }
  | { readonly type: "committed"; readonly ids: readonly number[]; readonly shares: readonly Committed[] }
  | { readonly type: "unavailable" | "broken"; readonly ids: readonly number[]; readonly message: string };
