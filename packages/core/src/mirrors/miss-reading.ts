import { row, type Handler } from "../command.ts";
import { accepted } from "../outcome.ts";
import { walk } from "../walk.ts";
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
  /** At most `STALE_PAGE`. */
  readonly missed: readonly MissedMirror[];
}

export interface MissedMirror {
  readonly walletId: number;
  /** Why, in words. */
  readonly message: string;
}

export const missReading: Handler<MissReading, { readonly marked: number; readonly left: readonly MissedMirror[] }> = {
  lookups: ({ accountId, missed }) => missed.map(({ walletId }) => row("wallets", accountId, walletId)),
  apply: (draft, { accountId, reading, missed }) => {
    let marked = 0;
    const left = walk(draft, missed, ({ walletId, message }) => {
      const wallet = draft.get("wallets", accountId, walletId);
      // A later reading may have shown it since it was found.
      if (!wallet || wallet.stale || wallet.source !== "mirror") return;
      if ((wallet.snapshotReading ?? 0) >= reading.number) return;
      becomeStale(draft, wallet, message);
      marked += 1;
    });
    return accepted({ marked, left });
  },
};
