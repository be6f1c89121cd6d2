import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: async ({ signal }) => api.overview.get({ signal }),
});
