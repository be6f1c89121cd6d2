import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** @limit Dashboard: providers among which a filter or a form chooses. */
const LISTED = 1_000;

/** Providers to choose from, and to call wallets' providers by their names. */
export const providerChoicesQuery = queryOptions({
  queryKey: ["providers", "choices"],
  queryFn: async ({ signal }) => (await api.providers.list({ limit: LISTED }, { signal }).page()).items,
});
