import type { RecentDeliveries } from "@plimsoll/contract";
import type { Endpoint } from "@plimsoll/core";
import type { Reads } from "../store/port/reads.ts";
import { lastAttemptResource } from "./resources/delivery.ts";

/** @nolimit What counts as recent, as the API's description says. */
const RECENT_MS = 86_400_000;

const NONE = { counts: { delivered: 0, failed: 0, pending: 0, skipped: 0 }, complete: true, lastAttempt: null };

/** What became of the newest deliveries of each of an account's endpoints, by one read for all of them. */
export async function recentDeliveriesOf(
  reads: Pick<Reads, "recentDeliveries">,
  accountId: number,
  endpoints: readonly Readonly<Endpoint>[],
  { now, most }: { readonly now: number; readonly most: number },
): Promise<ReadonlyMap<string, RecentDeliveries>> {
  const ids = endpoints.map(({ id }) => id);
  const found = await reads.recentDeliveries(accountId, ids, { since: now - RECENT_MS, most });
  return new Map(
    ids.map((id) => {
      const { counts, complete, lastAttempt } = found.get(id) ?? NONE;
      const total = counts.delivered + counts.failed + counts.pending + counts.skipped;
      return [id, { total, ...counts, complete, last_attempt: lastAttempt && lastAttemptResource(lastAttempt) }];
    }),
  );
}
