import { REPLAY_PAGE, type DeliveryStatus } from "@plimsoll/core";
import { accepted } from "./rejections.ts";
import type { Services } from "./services.ts";

export interface ReplayRange {
  /** Unix milliseconds, both inclusive. */
  readonly since: number;
  readonly until: number;
  readonly statuses: readonly DeliveryStatus[];
}

/** Puts every delivery of the range back into the outbox, page by page, oldest first, for as long as somebody waits for the answer. */
export async function replayRange(
  { committer, reads, dispatcherChanged }: Services,
  accountId: number,
  endpointId: string,
  range: ReplayRange,
  isWaitedFor: () => boolean,
): Promise<number> {
  let replayed = 0;
  let after = 0;
  while (isWaitedFor()) {
    const sequences = await reads.replayable(accountId, endpointId, range, after, REPLAY_PAGE);
    const last = sequences.at(-1);
    if (last === undefined) break;
    const outcome = await committer.submit({ type: "replay_deliveries", accountId, endpointId, sequences });
    replayed += accepted(outcome).replayed;
    dispatcherChanged(accountId, endpointId);
    if (sequences.length < REPLAY_PAGE) break;
    after = last;
  }
  return replayed;
}
