import { SNAPSHOT_PAGE, type BegunReading, type SnapshotReading, type SnapshotsApplied } from "@plimsoll/core";
import type { BalanceReading } from "../providers/connector.ts";
import { submitWhole } from "../store/commit/submit-whole.ts";
import { pause } from "../util/timer.ts";
import type { Poll } from "./poll.ts";

/**
 * In these breaks others use the store, so that a webhook waits for one command and not for the whole poll.
 * @limit Polling: length of the break between two commands of a poll, as a multiple of the time that the last command
 * took.
 */
const BREAKS = 3;
/** @limit Polling: longest break between two commands of a poll. */
const LONGEST_BREAK_MS = 250;

/** Submits the balances of one reading, page by page. */
export async function applyReadings(
  { reads, committer, provider, connector, signal }: Poll,
  all: readonly SnapshotReading[],
  { clock }: Pick<BalanceReading, "clock">,
  reading: BegunReading,
): Promise<SnapshotsApplied[]> {
  const awaited = new Set(await reads.waitingExternalIds(provider.accountId, provider.id, SNAPSHOT_PAGE));
  const applied: SnapshotsApplied[] = [];
  for (let start = 0; start < all.length; start += SNAPSHOT_PAGE) {
    const page = all.slice(start, start + SNAPSHOT_PAGE);
    const startedAt = performance.now();
    const parts = await submitWhole(
      committer,
      {
        type: "apply_snapshots",
        accountId: provider.accountId,
        providerId: provider.id,
        reading,
        readings: page,
        clock,
        listsTransactions: connector.capabilities.transactions,
        balanceOnly: connector.capabilities.balanceOnly,
        waiting: page.map(({ externalId }) => externalId).filter((id) => awaited.has(id)),
      },
      ({ left }, before) => {
        if (left.length === 0) return null;
        const rest = new Set(left);
        return { ...before, readings: before.readings.filter(({ externalId }) => rest.has(externalId)) };
      },
      signal,
    );
    for (const outcome of parts) if (outcome.ok) applied.push(outcome.value);
    if (start + SNAPSHOT_PAGE < all.length) {
      await pause(Math.min(LONGEST_BREAK_MS, BREAKS * (performance.now() - startedAt)), signal);
    }
  }
  return applied;
}
