import type { Draft } from "../draft.ts";
import { emit } from "../events/emit.ts";
import { isoTimeOrNull } from "../time/iso-time.ts";
import type { Wallet } from "../model/wallet.ts";

/** From now on gates treat the mirror's balance as unknown, until a good reading; `reason` is the reason in words. */
export function becomeStale(draft: Draft, wallet: Readonly<Wallet>, reason: string): void {
  draft.edit("wallets", wallet).stale = true;
  emit(draft, wallet.accountId, "wallet.stale", {
    data: {
      wallet_id: wallet.id,
      provider_id: wallet.providerId,
      stale: true,
      synced_at: isoTimeOrNull(wallet.syncedAt),
      reason,
    },
  });
}
