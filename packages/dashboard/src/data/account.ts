import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: async ({ signal }) => api.account.get({ signal }),
});
