import type { Lookup, Draft } from "./draft.ts";
import type { Outcome } from "./outcome.ts";

/** How one kind of command is decided: the rows to read first, and the decision on them. */
export interface Handler<C, T> {
  /** Rows that are surely needed; the decision requests further rows by reading them. */
  readonly lookups: (command: C) => readonly Lookup[];
  readonly apply: (draft: Draft, command: C) => Outcome<T>;
}

export function row(table: Lookup["table"], ...key: Lookup["key"]): Lookup {
  return { table, index: "pk", key };
}
