import { queryOptions } from "@tanstack/react-query";
import { afterFailure } from "./again.ts";
import { api } from "./client.ts";

/** @nolimit Names seldom change: no event refreshes them, and each is read again after five minutes. */
export const NAMES_MS = 300_000;

export const walletQuery = (id: number) =>
  queryOptions({
    queryKey: ["wallet", id],
    queryFn: async ({ signal }) => api.wallets.get(id, { include: "counts,levels,watched" }, { signal }),
    // A URL may have no number, or something else in its place.
    enabled: Number.isSafeInteger(id),
  });

/** What never changes of a wallet, or seldom. */
export const walletNameQuery = (id: number) =>
  queryOptions({
    queryKey: ["wallet-name", id],
    queryFn: async ({ signal }) => {
      const { name, currency } = await api.wallets.get(id, {}, { signal });
      return { name, currency };
    },
    staleTime: NAMES_MS,
    refetchInterval: afterFailure,
  });
