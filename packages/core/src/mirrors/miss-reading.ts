import { row, type Handler } from "../command.ts";
import { accepted } from "../outcome.ts";
import { markMirrors, type MissedMirror } from "./become-stale.ts";
import type { ReadingNumber } from "./begin-reading.ts";

/**
 * Mirrors that a good poll did not show, or whose figure it could not read: they are stale at once, however recent
 * their balance.
 */
export interface MissReading {
  readonly type: "miss_reading";
  readonly accountId: number;
  /** The first reading of the poll. */
  readonly reading: Pick<ReadingNumber, "number">;
  /** At most `STALE_PAGE`. */
  readonly missed: readonly MissedMirror[];
}

export const missReading: Handler<MissReading, { readonly marked: number; readonly left: readonly MissedMirror[] }> = {
  lookups: ({ accountId, missed }) => missed.map(({ walletId }) => row("wallets", accountId, walletId)),
  apply: (draft, { accountId, reading, missed }) =>
    // A later reading may have shown it since it was found.
    accepted(markMirrors(draft, accountId, missed, ({ snapshotReading }) => (snapshotReading ?? 0) < reading.number)),
};
