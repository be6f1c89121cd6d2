import { row, type Handler } from "../command.ts";
import { accepted } from "../outcome.ts";
import { markMirrors } from "./become-stale.ts";

/** @limit Polling: mirrors that one command marks as stale. */
export const STALE_PAGE = 500;

/** Marks mirrors without a good snapshot since `before`, and emits that once. */
export interface MarkStale {
  readonly type: "mark_stale";
  readonly accountId: number;
  /** At most `STALE_PAGE`. */
  readonly walletIds: readonly number[];
  /** By our clock. */
  readonly before: number;
}

export const markStale: Handler<MarkStale, { readonly marked: number; readonly left: readonly number[] }> = {
  lookups: ({ accountId, walletIds }) => walletIds.map((id) => row("wallets", accountId, id)),
  apply: (draft, { accountId, walletIds, before }) => {
    const mirrors = walletIds.map((walletId) => ({ walletId, message: "no balance has been read for too long" }));
    const { marked, left } = markMirrors(draft, accountId, mirrors, (wallet) => {
      // A snapshot may have come since the wallet was found.
      return (wallet.syncedAt ?? wallet.createdAt) < before;
    });
    return accepted({ marked, left: left.map(({ walletId }) => walletId) });
  },
};
