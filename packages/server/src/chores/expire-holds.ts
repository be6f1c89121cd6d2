import { EXPIRY_PAGE } from "@plimsoll/core";
import { leftIn, submitWhole } from "../store/commit/submit-whole.ts";
import type { ChoreOptions } from "./chore.ts";
import { pagesByAccount } from "./pages-of.ts";

/** @limit Lists and chores: expired holds taken at a time; a full page is followed by the next at once. */
const HOLDS_PER_LOOK = 1_000;

/** Frees the amounts of expired holds. They can no longer be captured, so nothing depends on when this happens. */
export async function expireHolds({ reads, committer, now, signal }: ChoreOptions<"holdsDue">): Promise<void> {
  for (;;) {
    const due = await reads.holdsDue(now(), HOLDS_PER_LOOK);
    for (const { accountId, page } of pagesByAccount(due, EXPIRY_PAGE)) {
      const command = { type: "expire_holds", accountId, holdIds: page.map(({ id }) => id) } as const;
      await submitWhole(committer, command, leftIn("holdIds"), signal);
    }
    if (due.length < HOLDS_PER_LOOK || signal?.aborted) return;
  }
}
