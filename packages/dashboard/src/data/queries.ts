import type { WebhookEvent } from "@plimsoll/client";
import { QueryClient, type QueryFilters } from "@tanstack/react-query";
import { FRESH_MS, mayPass, readAgain } from "./again.ts";
import { catchUp } from "./catch-up.ts";
import { live, type Update } from "./live.ts";
import { whileActing } from "./own-acts.ts";

/** What queries are about: the first part of their keys, by which they are read again. */
export type QueryName =
  | "account"
  | "alerts"
  | "alternatives"
  | "audit"
  | "cards"
  | "channels"
  | "counts"
  | "currencies"
  | "deliveries"
  | "digest"
  | "drifts"
  | "endpoints"
  | "episodes"
  | "event"
  | "event-catalogue"
  | "feature-name"
  | "features"
  | "first-run"
  | "fx-rates"
  | "heartbeat"
  | "keys"
  | "notifications"
  | "orders"
  | "overview"
  | "products"
  | "provider"
  | "provider-name"
  | "providers"
  | "routes"
  | "runway"
  | "search"
  | "session"
  | "silences"
  | "spend"
  | "statement"
  | "tail"
  | "topups"
  | "transactions"
  | "wallet"
  | "wallet-name"
  | "wallets";

declare module "@tanstack/react-query" {
  interface Register {
    queryKey: readonly [QueryName, ...(readonly unknown[])];
  }
}

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      // A server on this machine or in this network is reached without what a browser calls being online.
      networkMode: "always",
      retry: (failures, error) => failures < 2 && mayPass(error),
      refetchInterval: readAgain,
    },
  },
});

type FirstPart<Type extends string> = Type extends `${infer First}.${string}` ? First : never;

/** What an event changes of what pages show, by the first part of its type. */
const AFFECTED: Readonly<Record<FirstPart<WebhookEvent["type"]>, readonly QueryName[]>> = {
  wallet: [
    "overview",
    "wallets",
    "wallet",
    "transactions",
    "alerts",
    "episodes",
    "notifications",
    "features",
    "runway",
    "spend",
    "deliveries",
    "drifts",
    "provider",
    "silences",
  ],
  feature: ["overview", "wallets", "wallet", "alerts", "episodes", "notifications", "features", "deliveries"],
  topup: ["overview", "topups", "wallet", "runway", "deliveries"],
  order: ["orders", "deliveries"],
  hold: ["overview", "wallets", "wallet", "features", "runway", "deliveries"],
  provider: ["providers", "provider", "deliveries"],
  endpoint: ["endpoints", "channels", "notifications", "overview", "deliveries"],
};

/** What single types change besides. What only the checklist of a new account shows is not read again for each debit. */
const AFFECTED_ALONE: Readonly<Partial<Record<string, readonly QueryName[]>>> = {
  "wallet.created": ["first-run"],
  "wallet.updated": ["first-run"],
  "wallet.balance.alert": ["first-run"],
} satisfies Partial<Record<WebhookEvent["type"], readonly QueryName[]>>;

/** What changes without an event, by the name that the stream gives it. */
export const CHANGED = {
  episode: ["alerts", "episodes", "notifications", "overview", "wallet"],
  silence: ["alerts", "episodes", "silences", "routes", "overview", "notifications"],
  channel: ["channels", "routes", "notifications"],
  route: ["routes"],
  spend: ["overview", "wallets", "wallet", "runway", "spend"],
} as const satisfies Readonly<Record<string, readonly QueryName[]>>;

/** Reads again what pages show after something was done: all that may change, or what these names begin. */
export async function refresh(...names: readonly QueryName[]): Promise<void> {
  await whileActing(async () => queries.invalidateQueries(names.length === 0 ? {} : among([...names, "counts"])));
}

/** What a read adds to a resource on request, and the answer to a change lacks. */
interface Counted {
  readonly counts?: object | undefined;
  readonly recent?: object | undefined;
}

/** Shows what was saved. Its counts stay as they were: only a read has them. */
export function showSaved<Saved extends Counted>(
  key: readonly [QueryName, ...(readonly (string | number)[])],
  saved: Saved,
): void {
  queries.setQueryData<Saved>(key, (before) => ({
    ...saved,
    ...(before?.counts !== undefined && { counts: before.counts }),
    ...(before?.recent !== undefined && { recent: before.recent }),
  }));
}

/** The queries that these names begin. */
export function among(names: readonly QueryName[]): QueryFilters {
  return { predicate: ({ queryKey: [name] }) => names.includes(name) };
}

function affectedBy(types: ReadonlySet<string>): QueryName[] {
  const first = (type: string) => type.split(".", 1)[0] ?? "";
  const all: Readonly<Record<string, readonly QueryName[]>> = { ...AFFECTED, ...CHANGED };
  return [...types].flatMap((type) => [...(all[first(type)] ?? []), ...(AFFECTED_ALONE[type] ?? [])]);
}

/** Reads again what the events of an update have changed and the page shows. */
export function followLive(): () => void {
  let { status } = live.state.value;
  const unwatch = live.state.watch(() => {
    if (live.state.value.status === status) return;
    status = live.state.value.status;
    // A stream that ends may have ended with its session.
    if (status === "lost") void queries.invalidateQueries(among(["session"]));
  });
  const unfollow = live.onUpdate(({ types, everything }: Update) => {
    const names = affectedBy(types);
    if (everything) void catchUp(queries, {});
    else if (names.length > 0) void catchUp(queries, among(names));
  });
  return () => {
    unwatch();
    unfollow();
  };
}
