import { together, type Draft } from "./draft.ts";

/**
 * @limit Commits: deliveries and notices after which a command that concerns many things leaves the rest of them to the
 * next command.
 */
export const WALK_DELIVERIES = 1_000;

/**
 * Carries out a command's step for one thing after another, until the command has made `WALK_DELIVERIES`, and returns
 * the things that are left: what one commit delivers is bounded, however many things, endpoints and channels there are.
 * The first one is always done, so that repeated commands come to an end. The rows that any of the steps lacks are
 * requested together.
 */
export function walk<T>(draft: Draft, things: readonly T[], step: (thing: T) => void): readonly T[] {
  const before = made(draft);
  let done = 0;
  function* within(): Iterable<T> {
    for (const thing of things) {
      if (made(draft) - before >= WALK_DELIVERIES) return;
      done += 1;
      yield thing;
    }
  }
  together(within(), step);
  return things.slice(done);
}

function made(draft: Draft): number {
  return draft.changed("deliveries") + draft.changed("groupedNotices");
}
