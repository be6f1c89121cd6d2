import { BURN_PAGE } from "@plimsoll/core";
import { leftIn, submitWhole } from "../store/commit/submit-whole.ts";
import type { ChoreOptions } from "./chore.ts";
import { pagesOf } from "./pages-of.ts";

/** @limit Lists and chores: wallets whose present burn is measured at a time; the rest follow a second later. */
const WALLETS_PER_LOOK = 5_000;

/**
 * Measures the present burn of wallets that a level in `runway_hours` watches, and evaluates those whose burn has moved.
 * The wallets' rows say which are due. Resolves with the number of measured wallets.
 */
export async function measureBurns({ reads, committer, now, signal }: ChoreOptions<"burnDue">): Promise<number> {
  const due = await reads.burnDue(now(), WALLETS_PER_LOOK);
  const commands = due.flatMap(({ accountId, walletIds }) =>
    pagesOf(walletIds, BURN_PAGE).map((page) => ({ type: "measure_burn" as const, accountId, walletIds: page })),
  );
  const answers = await Promise.all(
    commands.map((command) => submitWhole(committer, command, leftIn("walletIds"), signal)),
  );
  return answers.flat().reduce((sum, answer) => sum + (answer.ok ? answer.value.measured : 0), 0);
}
