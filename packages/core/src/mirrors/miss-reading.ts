import { row, type Handler } from "../command.ts";
import { accepted } from "../outcome.ts";
import { becomeStale } from "./become-stale.ts";
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
  /** At most `STALE_PAGE`; `message` says why, in words. */
  readonly missed: readonly { readonly walletId: number; readonly message: string }[];
}

export const missReading: Handler<MissReading, { readonly marked: number }> = {
  lookups: ({ accountId, missed }) => missed.map(({ walletId }) => row("wallets", accountId, walletId)),
  apply: (draft, { accountId, reading, missed }) => {
    let marked = 0;
    for (const { walletId, message } of missed) {
      const wallet = draft.get("wallets", accountId, walletId);
      // A later reading may have shown it since it was found.
      if (!wallet || wallet.stale || wallet.source !== "mirror") continue;
      if ((wallet.snapshotReading ?? 0) >= reading.number) continue;
      becomeStale(draft, wallet, message);
      marked += 1;
    }
    return accepted({ marked });
  },
};
