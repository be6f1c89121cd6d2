import type { Wallet } from "@plimsoll/client";
import { useQueries, useQuery } from "@tanstack/react-query";
import { alertDefaultsQuery } from "../../data/alert-defaults.ts";
import { api } from "../../data/client.ts";
import { watchingOf, type Watching } from "../../data/watching.ts";

/** The settings that watch a wallet. */
export function useWatching(wallet: Wallet): readonly Watching[] {
  const features = useQueries({
    queries: wallet.feature_ids.map((id) => ({
      queryKey: ["features", id],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => api.features.get(id, { signal }),
    })),
  });
  const defaults = useQuery(alertDefaultsQuery);
  return watchingOf(
    wallet,
    features.flatMap(({ data }) => data ?? []),
    defaults.data ?? [],
  );
}
