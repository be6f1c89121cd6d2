import { OVERDUE_PAGE } from "@plimsoll/core";
import type { CommandOf } from "../store/commit/command-of.ts";
import type { Committer } from "../store/commit/committer.ts";
import { submitWhole } from "../store/commit/submit-whole.ts";
import type { Reads } from "../store/port/reads.ts";

export interface OverdueOptions {
  readonly reads: Pick<Reads, "topupsDue">;
  readonly committer: Pick<Committer, "submit">;
  readonly now: () => number;
}

/** @limit Lists and chores: overdue top-ups taken at a time; the rest follow a second later. */
const TOPUPS_PER_LOOK = 1_000;

/** Reports overdue top-ups, each once: the row records the report. Resolves with their number. */
export async function markOverdue({ reads, committer, now }: OverdueOptions): Promise<number> {
  const due = await reads.topupsDue(now(), TOPUPS_PER_LOOK);
  let marked = 0;
  for (const accountId of new Set(due.map((topup) => topup.accountId))) {
    const ids = due.filter((topup) => topup.accountId === accountId).map(({ id }) => id);
    for (let start = 0; start < ids.length; start += OVERDUE_PAGE) {
      const topupIds = ids.slice(start, start + OVERDUE_PAGE);
      const answers = await submitWhole<CommandOf<"mark_overdue">>(
        committer,
        { type: "mark_overdue", accountId, topupIds },
        ({ left }, before) => (left.length === 0 ? null : { ...before, topupIds: left }),
      );
      for (const answer of answers) if (answer.ok) marked += answer.value.marked;
    }
  }
  return marked;
}
