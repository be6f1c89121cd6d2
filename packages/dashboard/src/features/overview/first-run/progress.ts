import type { Provider } from "@plimsoll/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { againAfter, FOLLOW_MS } from "../../../data/again.ts";
import { alertDefaultsQuery } from "../../../data/alert-defaults.ts";
import { api } from "../../../data/client.ts";
import { endpointChoicesQuery } from "../../../data/endpoints.ts";
import { featureChoicesQuery } from "../../../data/features.ts";
import { providerChoicesQuery } from "../../../data/providers.ts";
import { routesQuery } from "../../../data/routes.ts";
import { watchingOf } from "../../../data/watching.ts";
import { channelsQuery } from "../../../notifications/channels.ts";
import type { Progress } from "./steps.ts";

/** @limit Dashboard: wallets among which the checklist of the first run finds one with levels. */
export const LOOKED_AT = 200;

/** Read whenever the page is opened, and again for what the checklist is about. */
const walletsQuery = queryOptions({
  queryKey: ["first-run", "wallets"],
  staleTime: 0,
  queryFn: async ({ signal }) =>
    (await api.wallets.list({ include: "runway", limit: LOOKED_AT }, { signal }).page()).items,
});

const answeredQuery = queryOptions({
  queryKey: ["first-run", "answered"],
  staleTime: 0,
  queryFn: async ({ signal }) => {
    const asked = { status: "delivered", limit: 1 } as const;
    const [deliveries, messages] = await Promise.all([
      api.deliveries.list({ ...asked, event_type: "wallet.balance.alert" }, { signal }).page(),
      api.notifications.list(asked, { signal }).page(),
    ]);
    return deliveries.items[0] ?? messages.items[0] ?? null;
  },
});

/** A poll is no event: what a provider that was just connected has is found by reading. */
const untilRead = againAfter(
  (providers: readonly Provider[]) =>
    providers.some(({ last_sync_at: at, last_error: error }) => at === null && error === null) && FOLLOW_MS,
);

/** Null while it is read, and where this key may not read all of it. */
export function useProgress(enabled: boolean): { readonly progress: Progress | null; readonly isLoading: boolean } {
  const wallets = useQuery({ ...walletsQuery, enabled });
  const providers = useQuery({ ...providerChoicesQuery, enabled, refetchInterval: untilRead });
  const features = useQuery({ ...featureChoicesQuery, enabled });
  const defaults = useQuery({ ...alertDefaultsQuery, enabled });
  const endpoints = useQuery({ ...endpointChoicesQuery, enabled });
  const channels = useQuery({ ...channelsQuery, enabled });
  const routes = useQuery({ ...routesQuery, enabled });
  const answered = useQuery({ ...answeredQuery, enabled });
  if (
    wallets.data === undefined ||
    providers.data === undefined ||
    features.data === undefined ||
    defaults.data === undefined ||
    endpoints.data === undefined ||
    channels.data === undefined ||
    routes.data === undefined ||
    answered.data === undefined
  ) {
    const all = [wallets, providers, features, defaults, endpoints, channels, routes, answered];
    return { progress: null, isLoading: enabled && all.every(({ isError }) => !isError) };
  }
  const open = wallets.data.filter(({ status }) => status !== "closed");
  const watched = open.flatMap((wallet) => {
    const watching = watchingOf(wallet, features.data, defaults.data).find(({ settings }) => settings.alert_enabled);
    return watching === undefined ? [] : [{ wallet, watching }];
  });
  const active = routes.data.filter((route) => route.active);
  const progress: Progress = {
    wallets: open,
    providers: providers.data,
    watched: watched[0] ?? null,
    endpoints: endpoints.data.filter(({ status }) => status === "enabled").toReversed(),
    channels: channels.data
      .filter((channel) => channel.enabled)
      .map((channel) => ({
        channel,
        route: active.find(({ channel_ids: ids }) => ids.includes(channel.id)) ?? null,
      })),
    answered: answered.data,
  };
  return { progress, isLoading: false };
}
