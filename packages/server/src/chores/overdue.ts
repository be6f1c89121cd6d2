import { OVERDUE_PAGE } from "@plimsoll/core";
import { leftIn, submitWhole } from "../store/commit/submit-whole.ts";
import type { ChoreOptions } from "./chore.ts";
import { pagesByAccount } from "./pages-of.ts";

/** @limit Lists and chores: overdue top-ups taken at a time; the rest follow a second later. */
const TOPUPS_PER_LOOK = 1_000;

/** Reports overdue top-ups, each once: the row records the report. Resolves with their number. */
export async function markOverdue({ reads, committer, now, signal }: ChoreOptions<"topupsDue">): Promise<number> {
  const due = await reads.topupsDue(now(), TOPUPS_PER_LOOK);
  let marked = 0;
  for (const { accountId, page } of pagesByAccount(due, OVERDUE_PAGE)) {
    const command = { type: "mark_overdue", accountId, topupIds: page.map(({ id }) => id) } as const;
    const answers = await submitWhole(committer, command, leftIn("topupIds"), signal);
    for (const answer of answers) if (answer.ok) marked += answer.value.marked;
  }
  return marked;
}
