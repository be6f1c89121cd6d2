import type { Command } from "@plimsoll/core";

export type CommandOf<T extends Command["type"]> = Extract<Command, { readonly type: T }>;
