import { OVERDUE_PAGE } from "@plimsoll/core";
import type { Committer } from "../store/commit/committer.ts";
import { leftIn, submitWhole } from "../store/commit/submit-whole.ts";
import type { Reads } from "../store/port/reads.ts";
import { pagesOf } from "./pages-of.ts";

export interface OverdueOptions {
  readonly reads: Pick<Reads, "topupsDue">;
  readonly committer: Pick<Committer, "submit">;
  readonly now: () => number;
  readonly signal?: AbortSignal;
}

/** @limit Lists and chores: overdue top-ups taken at a time; the rest follow a second later. */
const TOPUPS_PER_LOOK = 1_000;

/** Reports overdue top-ups, each once: the row records the report. Resolves with their number. */
export async function markOverdue({ reads, committer, now, signal }: OverdueOptions): Promise<number> {
  const due = await reads.topupsDue(now(), TOPUPS_PER_LOOK);
  let marked = 0;
  for (const accountId of new Set(due.map((topup) => topup.accountId))) {
    const ids = due.filter((topup) => topup.accountId === accountId).map(({ id }) => id);
    for (const topupIds of pagesOf(ids, OVERDUE_PAGE)) {
      const answers = await submitWhole(
        committer,
        { type: "mark_overdue" as const, accountId, topupIds },
        leftIn("topupIds"),
        signal,
      );
      for (const answer of answers) if (answer.ok) marked += answer.value.marked;
    }
  }
  return marked;
}
