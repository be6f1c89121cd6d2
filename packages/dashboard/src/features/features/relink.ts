import { api } from "../../data/client.ts";
import { refresh } from "../../data/queries.ts";
import { readAndWrite } from "../../data/read-and-write.ts";

/** Links a wallet to a feature, or takes the link away; its links to others stay as they are now. */
export async function relink(walletId: number, featureId: string, isLinked: boolean): Promise<void> {
  await readAndWrite(
    async () => api.wallets.get(walletId),
    async ({ feature_ids: ids }, options) => {
      const others = ids.filter((id) => id !== featureId);
      return api.wallets.update(walletId, { feature_ids: isLinked ? [...others, featureId] : others }, options);
    },
  );
  void refresh();
}
