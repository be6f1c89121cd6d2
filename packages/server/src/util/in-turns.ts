import { setImmediate as nextTurn } from "node:timers/promises";

/** @limit Polling: balances processed before other work gets the thread: a millisecond or two. */
const ITEMS_PER_TURN = 500;

/** Handles each item of a long list, and lets other work use the thread in between. */
export async function inTurns<T>(items: readonly T[], handle: (item: T) => void | Promise<void>): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % ITEMS_PER_TURN === 0) await nextTurn();
    const handled = handle(item);
    if (handled) await handled;
  }
}
