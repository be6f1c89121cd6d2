import type { Command } from "@plimsoll/core";
import type { Committed } from "../store.ts";

/** What the server's thread asks of the writer's. */
export type WriterRequest =
  | {
      readonly type: "batch";
      readonly id: number;
      readonly commands: readonly Command[];
      readonly now: number;
    }
  | { readonly type: "close" };

export type WriterReply =
  | { readonly id: number; readonly type: "committed"; readonly committed: Committed }
  | { readonly id: number; readonly type: "unavailable" | "broken"; readonly message: string };
