import type { Draft } from "../draft.ts";
import { walk } from "../walk.ts";
import { emit } from "../events/emit.ts";
import { isoTimeOrNull } from "../time/iso-time.ts";
import type { Wallet } from "../model/wallet.ts";
import { notifyOperation, subjectOf } from "../notifications/notify.ts";
import { operationNotice } from "../notifications/operation-notice.ts";

export interface MissedMirror {
  readonly walletId: number;
  /** Why, in words. */
  readonly message: string;
}

/**
 * Marks mirrors as stale and emits it, unless they have been read since they were found: `isLacking` decides. Returns
 * how many were marked, and what is left to another command.
 */
export function markMirrors(
  draft: Draft,
  accountId: number,
  mirrors: readonly MissedMirror[],
  isLacking: (mirror: Readonly<Wallet>) => boolean,
): { readonly marked: number; readonly left: readonly MissedMirror[] } {
  let marked = 0;
  const left = walk(draft, mirrors, ({ walletId, message }) => {
    const wallet = draft.get("wallets", accountId, walletId);
    if (!wallet || wallet.stale || wallet.source !== "mirror" || !isLacking(wallet)) return;
    becomeStale(draft, wallet, message);
    marked += 1;
  });
  return { marked, left };
}

/** From now on gates treat the mirror's balance as unknown, until a good reading; `reason` is the reason in words. */
function becomeStale(draft: Draft, wallet: Readonly<Wallet>, reason: string): void {
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
  notifyOperation(draft, wallet.accountId, "stale", subjectOf(wallet), () =>
    operationNotice(draft, {
      level: "stale",
      resource: String(wallet.id),
      wallet,
      summary: `The balance of ${wallet.name} is stale`,
      detail: reason,
    }),
  );
}
