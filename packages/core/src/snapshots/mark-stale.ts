import { row, type Handler } from "../command.ts";
import { emit } from "../events/emit.ts";
import { isoTimeOrNull } from "../events/time.ts";
import { accepted } from "../outcome.ts";

/** @limit Polling: mirrors that one command marks as stale. */
export const STALE_PAGE = 500;

/** Mirrors without a good snapshot since `before`: they are marked, and it is told once. */
export interface MarkStale {
  readonly type: "mark_stale";
  readonly accountId: number;
  /** At most `STALE_PAGE`. */
  readonly walletIds: readonly number[];
  /** By our clock. */
  readonly before: number;
}

export const markStale: Handler<MarkStale, { readonly marked: number }> = {
  lookups: ({ accountId, walletIds }) => walletIds.map((id) => row("wallets", accountId, id)),
  apply: (draft, { accountId, walletIds, before }) => {
    let marked = 0;
    for (const id of walletIds) {
      const wallet = draft.get("wallets", accountId, id);
      // A snapshot may have come since the wallet was found.
      if (!wallet || wallet.stale || wallet.source !== "mirror" || (wallet.syncedAt ?? wallet.createdAt) >= before)
        continue;
      draft.edit("wallets", wallet).stale = true;
      marked += 1;
      emit(draft, accountId, "wallet.stale", {
        data: {
          wallet_id: id,
          provider_id: wallet.providerId,
          stale: true,
          synced_at: isoTimeOrNull(wallet.syncedAt),
        },
      });
    }
    return accepted({ marked });
  },
};
