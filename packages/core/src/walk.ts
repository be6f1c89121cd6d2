import type { Draft } from "./draft.ts";

/** @limit Commits: deliveries after which a command that concerns many things leaves the rest of them to the next command. */
export const WALK_DELIVERIES = 1_000;

/**
 * Carries out a command's step for one thing after another, until the command has made `WALK_DELIVERIES`, and returns
 * the things that are left: what one commit delivers is bounded, however many things and endpoints there are. The first
 * one is always done, so that repeated commands come to an end.
 */
export function walk<T>(draft: Draft, things: readonly T[], step: (thing: T) => void): readonly T[] {
  const before = draft.changed("deliveries");
  for (const [index, thing] of things.entries()) {
    if (draft.changed("deliveries") - before >= WALK_DELIVERIES) return things.slice(index);
    step(thing);
  }
  return [];
}
