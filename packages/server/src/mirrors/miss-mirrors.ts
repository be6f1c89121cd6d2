import { STALE_PAGE, type BegunReading, type SnapshotProblem } from "@plimsoll/core";
import { leftIn, submitWhole } from "../store/commit/submit-whole.ts";
import type { UnconfirmedMirror } from "../store/port/providers.ts";
import type { Poll } from "./poll.ts";

const UNSEEN = "the provider's answer does not show this wallet";

/**
 * Marks known mirrors that this poll did not confirm as stale, except those that the next reading settles. Returns a
 * problem for each of which none names the reason yet.
 */
export async function missMirrors(
  { reads, committer, provider, signal }: Poll,
  reading: BegunReading,
  known: readonly SnapshotProblem[],
  unsure: ReadonlySet<string>,
): Promise<SnapshotProblem[]> {
  const reasons = new Map(known.map(({ externalId, message }) => [externalId, message]));
  const { accountId, id: providerId } = provider;
  const found: SnapshotProblem[] = [];
  let page: readonly UnconfirmedMirror[] = [];
  do {
    const after = page.at(-1)?.id ?? 0;
    page = await reads.unconfirmedMirrors(accountId, providerId, { reading, after }, STALE_PAGE);
    const lacking = page.filter(({ externalId }) => !unsure.has(externalId));
    const isNew = lacking.filter(({ externalId }) => !reasons.has(externalId));
    found.push(...isNew.map(({ externalId }) => ({ externalId, message: UNSEEN })));
    const fresh = lacking.filter(({ stale }) => !stale);
    if (fresh.length === 0) continue;
    await submitWhole(
      committer,
      {
        type: "miss_reading" as const,
        accountId,
        reading,
        missed: fresh.map(({ id, externalId }) => ({ walletId: id, message: reasons.get(externalId) ?? UNSEEN })),
      },
      leftIn("missed"),
      signal,
    );
  } while (page.length === STALE_PAGE && !signal.aborted);
  return found;
}
