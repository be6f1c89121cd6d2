import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** @limit Dashboard: defaults among which a wallet's is found. */
const DEFAULTS = 1_000;

export const alertDefaultsQuery = queryOptions({
  queryKey: ["alerts", "defaults", "all"],
  queryFn: async ({ signal }) => (await api.alertDefaults.list({ limit: DEFAULTS }, { signal }).page()).items,
});
