import { REPLAY_PAGE, type Answer, type Command, type DeliveryStatus, type Outcome } from "@plimsoll/core";
import type { Reads } from "./port/reads.ts";

type ReplayDeliveries = Extract<Command, { type: "replay_deliveries" }>;

/** The default of a replay: deliveries that never arrived. */
export const DEFAULT_REPLAY: readonly DeliveryStatus[] = ["failed", "skipped"];

export interface ReplayRange {
  /** Unix milliseconds, both inclusive. */
  readonly since: number;
  readonly until: number;
  readonly statuses: readonly DeliveryStatus[];
  /** The sequence behind which it begins. */
  readonly after?: number;
  /** The most that it replays. */
  readonly limit?: number;
}

export interface ReplayedRange {
  readonly replayed: number;
  /** The last sequence, when its limit has ended it. */
  readonly next: number | null;
}

interface Replaying {
  readonly reads: Pick<Reads, "replayable">;
  readonly submit: (command: ReplayDeliveries) => Promise<Answer<ReplayDeliveries>>;
  /** Called after each page with the number so far; the replay continues while it returns true. */
  readonly goOn: (replayed: number) => boolean;
}

/**
 * Puts every delivery of an endpoint's range back into the outbox, page by page, oldest first. Ends early with the
 * rejection of a page.
 */
export async function replayRange(
  { reads, submit, goOn }: Replaying,
  accountId: number,
  endpointId: string,
  range: ReplayRange,
): Promise<Outcome<ReplayedRange>> {
  let replayed = 0;
  let after = range.after ?? 0;
  for (let left = range.limit ?? Number.POSITIVE_INFINITY; left > 0;) {
    const limit = Math.min(left, REPLAY_PAGE);
    const sequences = await reads.replayable(accountId, endpointId, range, after, limit);
    const last = sequences.at(-1);
    if (last === undefined) return { ok: true, value: { replayed, next: null } };
    const outcome = await submit({ type: "replay_deliveries", accountId, endpointId, sequences });
    if (!outcome.ok) return outcome;
    replayed += outcome.value.replayed;
    if (!goOn(replayed) || sequences.length < limit) return { ok: true, value: { replayed, next: null } };
    left -= sequences.length;
    after = last;
  }
  return { ok: true, value: { replayed, next: after } };
}
