import type { Overview } from "@plimsoll/client";
import { queryOptions } from "@tanstack/react-query";
import { againAfter } from "./again.ts";
import { api } from "./client.ts";

/** @limit Dashboard: time after which the overview is read again while a message that it shows is on its way. */
const PENDING_MS = 2_000;

export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: async ({ signal }) => api.overview.get({ signal }),
  // What becomes of a message is no event.
  refetchInterval: againAfter(
    ({ attention }: Overview) =>
      attention.some(({ notifications }) => notifications.some(({ status }) => status === "pending")) && PENDING_MS,
  ),
});
