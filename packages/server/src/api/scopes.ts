import type { FastifyRequest } from "fastify";
import type { Scope, ScopeResource } from "@plimsoll/contract";

declare module "fastify" {
  interface FastifyContextConfig {
    /** What the route does; by default read for GET and write for the rest. */
    scope?: Basic;
    /** The group of resources that it belongs to, where that is not the one of its path. */
    resource?: ScopeResource;
    /** A further scope that suffices. */
    also?: Scope;
  }
}

type Basic = "read" | "write" | "admin";

/** The groups of resources by the first part of the path. Other paths need a scope for everything. */
const RESOURCES: Readonly<Record<string, ScopeResource>> = {
  wallets: "wallets",
  transactions: "transactions",
  transfers: "transactions",
  holds: "holds",
  topups: "topups",
  "rebalancing-plan": "topups",
  orders: "orders",
  products: "orders",
  preflight: "orders",
  cards: "cards",
  "gateway-connections": "cards",
  currencies: "currencies",
  "fx-rates": "currencies",
  features: "features",
  "alert-settings": "features",
  alerts: "alerts",
  episodes: "alerts",
  silences: "alerts",
  channels: "channels",
  routes: "channels",
  notifications: "channels",
  digest: "channels",
  heartbeat: "channels",
  "webhook-endpoints": "webhooks",
  deliveries: "webhooks",
  events: "webhooks",
  providers: "providers",
  campaigns: "providers",
};

/** The scopes any of which a request needs, the usual one first. */
export function sufficientScopes(request: Pick<FastifyRequest, "method" | "routeOptions">): readonly Scope[] {
  const { config, url = "" } = request.routeOptions;
  const known = KNOWN.get(config);
  if (known) return known;
  const needed = config.scope ?? (isReading(request) ? "read" : "write");
  const resource = config.resource ?? RESOURCES[url.split("/")[3] ?? ""];
  const scopes =
    needed === "admin" ? (["admin"] as const) : [...scopesFor(needed, resource), ...(config.also ? [config.also] : [])];
  KNOWN.set(config, scopes);
  return scopes;
}

/** By the route's configuration, so that a request costs no search. */
const KNOWN = new WeakMap<object, readonly Scope[]>();

function scopesFor(needed: Exclude<Basic, "admin">, resource: ScopeResource | undefined): readonly Scope[] {
  const writing: Scope[] = ["write", "admin"];
  if (needed === "write") return resource ? [...writing, `${resource}:write`] : writing;
  return ["read", ...writing, ...(resource ? ([`${resource}:read`, `${resource}:write`] as const) : [])];
}

export function isReading({ method }: Pick<FastifyRequest, "method">): boolean {
  return method === "GET" || method === "HEAD";
}
