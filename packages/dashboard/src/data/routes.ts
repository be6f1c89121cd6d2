import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** @limit Dashboard: routes that are listed, and among which those of a channel are counted; an account has at most 100. */
const LISTED = 1_000;

export const routesQuery = queryOptions({
  queryKey: ["routes", "all"],
  queryFn: async ({ signal }) => (await api.routes.list({ limit: LISTED }, { signal }).page()).items,
});
