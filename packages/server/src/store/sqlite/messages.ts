import type { Command } from "@plimsoll/core";
import type { Committed } from "../store.ts";

export interface BatchRequest {
  readonly type: "batch";
  readonly id: number;
  readonly commands: readonly Command[];
  readonly now: number;
}

/** What the server's thread asks of the writer's. */
export type WriterRequest = BatchRequest | { readonly type: "close" };

/** The answers to one or more requests that the writer made one batch of. */
export type WriterReply =
  | { readonly type: "committed"; readonly ids: readonly number[]; readonly shares: readonly Committed[] }
  | { readonly type: "unavailable" | "broken"; readonly ids: readonly number[]; readonly message: string };
