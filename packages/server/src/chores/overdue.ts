import { OVERDUE_PAGE } from "@plimsoll/core";
import type { Committer } from "../store/commit/committer.ts";
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
      const answer = await committer.submit({ type: "mark_overdue", accountId, topupIds });
      if (answer.ok) marked += answer.value.marked;
    }
  }
  return marked;
}
