import { dayOf, MEASURE_PAGE } from "@plimsoll/core";
import { leftIn, submitWhole } from "../store/commit/submit-whole.ts";
import type { ChoreOptions } from "./chore.ts";
import { pagesOf } from "./pages-of.ts";

/** @limit Lists and chores: wallets that one pass of the day turn takes; their commands share batches. */
const WALLETS_PER_LOOK = 5_000;
/** @limit Lists and chores: passes of the day turn before other chores run. */
const LOOKS_PER_TICK = 10;

/**
 * Measures the typical daily spend of every wallet whose day has ended or whose earlier days have changed, and
 * evaluates its relative levels. The wallets' rows say which are due, so a crash or a second process leaves nothing out
 * and does nothing twice. Resolves with the number of measured wallets.
 */
export async function turnDays({ reads, committer, now, signal }: ChoreOptions<"spendDue">): Promise<number> {
  let total = 0;
  for (let look = 0; look < LOOKS_PER_TICK; look += 1) {
    if (signal?.aborted) break;
    const due = await reads.spendDue(dayOf(now()), WALLETS_PER_LOOK);
    const commands = due.flatMap(({ accountId, walletIds }) =>
      pagesOf(walletIds, MEASURE_PAGE).map((page) => ({ type: "measure_spend" as const, accountId, walletIds: page })),
    );
    const answers = await Promise.all(
      commands.map((command) => submitWhole(committer, command, leftIn("walletIds"), signal)),
    );
    const measured = answers.flat().reduce((sum, answer) => sum + (answer.ok ? answer.value.measured : 0), 0);
    total += measured;
    if (measured < WALLETS_PER_LOOK) break;
  }
  return total;
}
