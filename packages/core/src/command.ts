import type { Lookup, Draft } from "./draft.ts";
import type { Outcome } from "./outcome.ts";

/** How one kind of command is decided: what to read first, and what follows from it. */
export interface Handler<C, T> {
  /** Rows that are surely needed; what turns out to be needed later is asked for by reading it. */
  readonly lookups: (command: C) => readonly Lookup[];
  readonly apply: (draft: Draft, command: C) => Outcome<T>;
}

export function row(table: Lookup["table"], ...key: Lookup["key"]): Lookup {
  return { table, index: "pk", key };
}
