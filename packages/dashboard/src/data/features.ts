import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** @limit Dashboard: features among which a filter or a form chooses. */
const LISTED = 1_000;

/** Features to choose from, and to call them by their names. */
export const featureChoicesQuery = queryOptions({
  queryKey: ["features", "choices"],
  queryFn: async ({ signal }) => (await api.features.list({ limit: LISTED }, { signal }).page()).items,
});
