import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

/** @limit Dashboard: silences of which the page is made; an account has at most 200 that are not over. */
const LISTED = 500;

export const silencesQuery = queryOptions({
  queryKey: ["silences", "all"],
  queryFn: async ({ signal }) => api.silences.list({ limit: LISTED }, { signal }).page(),
});
