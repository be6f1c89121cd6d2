import type { WebhookEndpoint } from "@plimsoll/client";
import { queryOptions } from "@tanstack/react-query";
import { againAfter, FOLLOW_MS } from "./again.ts";
import { api } from "./client.ts";

/** @limit Dashboard: webhook endpoints among which deliveries are chosen, a timeline finds names, and a tab counts. */
export const LISTED = 200;

/** Endpoints to choose from, and to call them by their hosts. */
export const endpointChoicesQuery = queryOptions({
  queryKey: ["endpoints", "choices"],
  queryFn: async ({ signal }) => (await api.webhookEndpoints.list({ limit: LISTED }, { signal }).page()).items,
});

/** The key of one endpoint with what became of its deliveries: it has their name, because it is read again with them. */
export function endpointKey(id: string) {
  return ["deliveries", "endpoint", id] as const;
}

export function endpointQuery(id: string) {
  return queryOptions({
    queryKey: endpointKey(id),
    queryFn: async ({ signal }) => api.webhookEndpoints.get(id, { include: "recent" }, { signal }),
    refetchInterval: againAfter((endpoint: WebhookEndpoint) => isAwaited(endpoint) && FOLLOW_MS),
  });
}

/** Whether an answer to one of its recent deliveries is waited for. */
export function isAwaited({ recent }: WebhookEndpoint): boolean {
  return recent !== undefined && recent.pending > 0;
}
