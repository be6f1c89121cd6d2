import { SWEEP_PAGE } from "@plimsoll/core";
import { leftIn, submitWhole } from "../store/commit/submit-whole.ts";
import { applyWaitingWhole } from "../store/commit/apply-waiting.ts";
import type { ChoreOptions } from "./chore.ts";
import { expireHolds } from "./expire-holds.ts";
import { pagesOf } from "./pages-of.ts";
import type { AccountWallets, SweepCursor } from "../store/port/chores.ts";
import type { Reads } from "../store/port/reads.ts";

type SweepOptions = ChoreOptions<
  "walletsOutOfRange" | "remindersDue" | "reevaluations" | "waitingForKnown" | "holdsDue"
>;

export interface SweepResult {
  /** Wallets whose stored alert state was wrong. */
  readonly found: number;
  /** State changes reported because of it. */
  readonly transitions: number;
}

/** @limit Lists and chores: wallets with a due reminder taken at a time; the rest follow a second later. */
const REMINDERS_PER_CHORE = 1_000;
/** @limit Lists and chores: re-evaluations taken at a time. */
const JOBS_PER_CHORE = 100;

/**
 * The backstop behind real-time evaluation: reads every wallet, in parts, and evaluates those whose balance is outside
 * the range in which their alert states are right. The scan costs one comparison for each wallet and delays no other
 * work.
 */
export async function sweep(options: SweepOptions): Promise<SweepResult> {
  let found = 0;
  let transitions = 0;
  let cursor: SweepCursor | null = null;
  do {
    const scan: Awaited<ReturnType<Reads["walletsOutOfRange"]>> = await options.reads.walletsOutOfRange(cursor);
    for (const wallets of scan.found) {
      found += wallets.walletIds.length;
      transitions += await evaluate(options, wallets);
    }
    cursor = scan.next;
    // The embedded store reads on this thread, so requests are handled between two parts.
    await new Promise((resolve) => setImmediate(resolve));
  } while (cursor && !options.signal?.aborted);
  await applyAllWaiting(options);
  return { found, transitions };
}

/**
 * Work that cannot wait for the sweep: holds that expire, re-evaluations of changed settings still under way, and due
 * reminders.
 */
export async function chores(options: SweepOptions): Promise<void> {
  await expireHolds(options);
  for (const { accountId, ownerKind, ownerId } of await options.reads.reevaluations(JOBS_PER_CHORE)) {
    let done = false;
    while (!done && !options.signal?.aborted) {
      const answer = await options.committer.submit({
        type: "continue_reevaluation",
        accountId,
        ownerKind,
        ownerId,
      });
      done = !answer.ok || answer.value.done;
    }
  }
  for (const wallets of await options.reads.remindersDue(options.now(), REMINDERS_PER_CHORE)) {
    await evaluate(options, wallets);
  }
}

async function evaluate(options: SweepOptions, { accountId, walletIds }: AccountWallets): Promise<number> {
  const pages = pagesOf(walletIds, SWEEP_PAGE);
  // A scan reports a bounded number of wallets, so these few share a batch.
  const answers = await Promise.all(
    pages.map((page) =>
      submitWhole(
        options.committer,
        { type: "evaluate_wallets" as const, accountId, walletIds: page },
        leftIn("walletIds"),
        options.signal,
      ),
    ),
  );
  return answers.flat().reduce((sum, answer) => sum + (answer.ok ? answer.value.transitions : 0), 0);
}

/**
 * Events that arrived before their wallet was known are applied with its creation; only a very long queue leaves some
 * for this chore.
 */
async function applyAllWaiting({ reads, committer, signal }: SweepOptions): Promise<void> {
  for (;;) {
    let applied = 0;
    for (const wallet of await reads.waitingForKnown(JOBS_PER_CHORE)) {
      applied += await applyWaitingWhole(committer, { giveUp: false, ...wallet }, signal);
    }
    if (applied === 0 || signal?.aborted) return;
  }
}
