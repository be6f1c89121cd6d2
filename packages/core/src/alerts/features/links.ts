import { row } from "../../command.ts";
import type { Draft } from "../../draft.ts";
import type { Wallet } from "../../model/wallet.ts";

/**
 * Replaces a wallet's features. The wallet's row and the link table contain the same links, each for its direction of
 * reading.
 */
export function setLinks(draft: Draft, target: Readonly<Wallet>, featureIds: readonly string[]): void {
  const before = JSON.parse(target.featureIds) as string[];
  const gone = before.filter((featureId) => !featureIds.includes(featureId));
  draft.require(gone.map((featureId) => row("walletFeatures", target.accountId, featureId, target.id)));
  for (const featureId of gone) unlink(draft, target, featureId);
  for (const featureId of featureIds) {
    if (before.includes(featureId)) continue;
    draft.insert("walletFeatures", {
      accountId: target.accountId,
      featureId,
      walletId: target.id,
    });
  }
  draft.edit("wallets", target).featureIds = JSON.stringify(featureIds);
}

export function removeLink(draft: Draft, wallet: Readonly<Wallet>, featureId: string): void {
  const ids = JSON.parse(wallet.featureIds) as string[];
  setLinks(
    draft,
    wallet,
    ids.filter((id) => id !== featureId),
  );
}

function unlink(draft: Draft, wallet: Readonly<Wallet>, featureId: string): void {
  const link = draft.get("walletFeatures", wallet.accountId, featureId, wallet.id);
  if (link) draft.remove("walletFeatures", link);
}
