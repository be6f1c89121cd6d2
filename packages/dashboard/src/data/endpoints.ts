import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** @limit Dashboard: webhook endpoints among which deliveries are chosen, and a timeline finds names. */
const LISTED = 200;

/** Endpoints to choose from, and to call them by their hosts. */
export const endpointChoicesQuery = queryOptions({
  queryKey: ["endpoints", "choices"],
  queryFn: async ({ signal }) => (await api.webhookEndpoints.list({ limit: LISTED }, { signal }).page()).items,
});
