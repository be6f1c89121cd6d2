import type { Channel } from "@plimsoll/client";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api } from "../data/client.ts";

/** @limit Dashboard: channels among which pages find names. */
const LISTED = 1_000;

export const CHANNEL_KIND_WORDS: Readonly<Record<Channel["kind"], string>> = {
  slack: "Slack",
  msteams: "Microsoft Teams",
  pagerduty: "PagerDuty",
  datadog: "Datadog",
  email: "E-mail",
  webhook: "Webhook",
};

export const channelsQuery = queryOptions({
  queryKey: ["channels", "all"],
  queryFn: async ({ signal }) => (await api.channels.list({ limit: LISTED }, { signal }).page()).items,
});

export function useChannels() {
  return useQuery(channelsQuery);
}

/** A channel's name by its id; that of one that was deleted says so. */
export function useChannelNames(): (id: string) => string {
  const { data } = useChannels();
  return (id) => data?.find((channel) => channel.id === id)?.name ?? (data === undefined ? "…" : "a deleted channel");
}
