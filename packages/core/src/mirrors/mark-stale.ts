import { row, type Handler } from "../command.ts";
import { accepted } from "../outcome.ts";
import { walk } from "../walk.ts";
import { becomeStale } from "./become-stale.ts";

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
    let marked = 0;
    const left = walk(draft, walletIds, (id) => {
      const wallet = draft.get("wallets", accountId, id);
      // A snapshot may have come since the wallet was found.
      if (!wallet || wallet.stale || wallet.source !== "mirror") return;
      if ((wallet.syncedAt ?? wallet.createdAt) >= before) return;
      becomeStale(draft, wallet, "no balance has been read for too long");
      marked += 1;
    });
    return accepted({ marked, left });
  },
};
