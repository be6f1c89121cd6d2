import { PlimsollError } from "@plimsoll/client";
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { live, type Update } from "./live.ts";

/** @limit Dashboard: time for which an answer is shown again without asking, when nothing is heard of a change. */
const FRESH_MS = 30_000;

export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      // The session has ended, or its key was revoked.
      if (error instanceof PlimsollError && error.code === "UNAUTHORIZED") queries.setQueryData(["session"], null);
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) =>
        failures < 2 && error instanceof PlimsollError && (error.status === 0 || error.status >= 500),
    },
  },
});

/** What an event changes of what pages show, by the first part of its type. */
const AFFECTED: Readonly<Record<string, readonly string[]>> = {
  wallet: [
    "overview",
    "wallets",
    "wallet",
    "transactions",
    "alerts",
    "features",
    "runway",
    "spend",
    "deliveries",
    "drifts",
  ],
  feature: ["overview", "wallets", "wallet", "alerts", "features", "deliveries"],
  topup: ["overview", "topups", "runway", "deliveries"],
  order: ["orders", "deliveries"],
  hold: ["wallets", "wallet", "overview", "deliveries"],
  provider: ["providers", "deliveries"],
  endpoint: ["endpoints", "overview", "deliveries"],
  webhook: ["endpoints", "overview", "deliveries"],
};

/** Reads again what the events of an update have changed and the page shows. */
export function followLive(): () => void {
  let status = live.state.status;
  const unwatch = live.watch(() => {
    if (live.state.status === status) return;
    status = live.state.status;
    // A stream that ends may have ended with its session.
    if (status === "lost") void queries.invalidateQueries({ queryKey: ["session"] });
  });
  const unfollow = live.onUpdate(({ types, everything }: Update) => {
    if (everything) {
      void queries.invalidateQueries();
      return;
    }
    const names = new Set([...types].flatMap((type) => AFFECTED[type.split(".", 1)[0] ?? ""] ?? []));
    void queries.invalidateQueries({ predicate: ({ queryKey }) => names.has(String(queryKey[0])) });
  });
  return () => {
    unwatch();
    unfollow();
  };
}
