import type { AlertSettings, Wallet } from "@plimsoll/client";
import { useQueries, useQuery } from "@tanstack/react-query";
import { api } from "../../data/client.ts";

/** Settings that watch a wallet, and whose they are. */
export interface Watching {
  readonly owner:
    | { readonly type: "wallet" }
    | { readonly type: "feature"; readonly id: string; readonly name: string }
    | { readonly type: "default"; readonly currency: string };
  readonly settings: AlertSettings;
}

/** @limit Dashboard: defaults among which a wallet's is found. */
const DEFAULTS = 1_000;

/** The settings that watch a wallet: its own and its features'; without any, the default of its currency. */
export function useWatching(wallet: Wallet): readonly Watching[] {
  const features = useQueries({
    queries: wallet.feature_ids.map((id) => ({
      queryKey: ["features", id],
      queryFn: async ({ signal }: { readonly signal: AbortSignal }) => api.features.get(id, { signal }),
    })),
  });
  const defaults = useQuery({
    queryKey: ["alerts", "defaults", "all"],
    queryFn: async ({ signal }) => api.alertDefaults.list({ limit: DEFAULTS }, { signal }).page(),
  });
  const own: readonly Watching[] = [
    ...(wallet.alert_settings === null
      ? []
      : [{ owner: { type: "wallet" } as const, settings: wallet.alert_settings }]),
    ...features.flatMap(({ data }) =>
      data === undefined || data.alert_settings === null
        ? []
        : [{ owner: { type: "feature", id: data.id, name: data.name } as const, settings: data.alert_settings }],
    ),
  ];
  if (own.length > 0) return own;
  const items = defaults.data?.items ?? [];
  const found =
    items.find(({ currency }) => currency === wallet.currency) ?? items.find(({ currency }) => currency === "*");
  if (found === undefined) return [];
  return [{ owner: { type: "default", currency: found.currency }, settings: found.alert_settings }];
}
