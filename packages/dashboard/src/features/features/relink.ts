import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";

/** Links a wallet to a feature, or takes the link away; its links to others stay as they are now. */
export async function relink(walletId: number, featureId: string, isLinked: boolean): Promise<void> {
  const { feature_ids: ids } = await api.wallets.get(walletId);
  const others = ids.filter((id) => id !== featureId);
  await api.wallets.update(walletId, { feature_ids: isLinked ? [...others, featureId] : others });
  void refresh();
}
