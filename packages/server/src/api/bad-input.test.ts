import fc from "fast-check";
import { pino } from "pino";
import { Registry } from "prom-client";
import { expect, it } from "vitest";
import {
  decide,
  type Account,
  type Command,
  type Loaded,
  type Lookup,
  type Outcome,
  type Wallet,
  type Sealed,
} from "@plimsoll/core";
import { PROVIDER_ROW } from "../../../../test/support/provider-row.ts";
import { WALLET_ROW } from "../../../../test/support/wallet-row.ts";
import { SCALE } from "../../../../test/support/scale.ts";
import type { Reads } from "../store/port/reads.ts";
import { keyCache } from "./key-cache.ts";
import { ChangeHub } from "./stream/change-hub.ts";
import { createApp } from "./app.ts";

const MINUTE = 60_000;

const ACCOUNT: Account = {
  id: 1,
  name: "default",
  walletCount: 7,
  transactionCount: 0,
  eventCount: 0,
  eventsPruned: 0,
  fannedOut: 0,
  alertCount: 0,
  holdCount: 0,
  cardCount: 0,
  topupCount: 0,
  productCount: 0,
  orderCount: 0,
  transferCount: 0,
  episodeCount: 0,
  notificationCount: 0,
  auditCount: 0,
  settings: "{}",
  createdAt: 0,
};

const WALLET: Wallet = { ...WALLET_ROW, balance: 100n, overdraftLimit: null };

function rows({ table, index, key }: Lookup): object[] {
  if (table === "accounts") return [ACCOUNT];
  if (table === "wallets" && index === "pk" && key[1] === WALLET.id) return [WALLET];
  if (table === "providers" && key[1] === PROVIDER_ROW.id) return [PROVIDER_ROW];
  return [];
}

/** The core over a store that holds one wallet and discards every change. */
function decideAlone(command: Command): Outcome {
  const loaded: Loaded[] = [{ lookup: { table: "endpoints", index: "account", key: [1] }, rows: [] }];
  for (;;) {
    const decision = decide(loaded, [command], 0, "0000000000");
    if (decision.type === "effects") return decision.outcomes[0] as Outcome;
    for (const lookup of decision.lookups) loaded.push({ lookup, rows: rows(lookup) });
  }
}

const nothing = async () => null;
const emptyPage = async () => ({ rows: [], total: 0 });

const app = createApp({
  keyUse: { used: () => undefined },
  committer: { submit: (async (command: Command) => decideAlone(command)) as never },
  reads: {
    wallet: async (_account: number, id: number) => (id === WALLET.id ? WALLET : null),
    account: async () => ACCOUNT,
    wallets: emptyPage,
    transactions: emptyPage,
    feature: nothing,
    features: emptyPage,
    alertDefault: nothing,
    alertDefaults: emptyPage,
    openAlerts: emptyPage,
    alertHistory: emptyPage,
    events: emptyPage,
    event: nothing,
    provider: async (_account: number, id: string) => (id === PROVIDER_ROW.id ? PROVIDER_ROW : null),
    providers: emptyPage,
    keptHooks: emptyPage,
    endpoint: nothing,
    endpoints: emptyPage,
    deliveries: emptyPage,
    delivery: nothing,
    attempts: async () => [],
    apiKeys: emptyPage,
    auditLog: emptyPage,
    replayable: async () => [],
    allDeliveries: emptyPage,
    matchingWallets: async () => [],
    walletsSpend: async () => [],
    balancesBefore: async () => [],
    balanceSeries: async () => ({ buckets: [], exact: true }),
    statement: async () => ({ opening: 0n, closing: 0n, lines: [] }),
    order: nothing,
    orders: emptyPage,
    ownCurrency: nothing,
    ownCurrencies: async () => [],
  } as unknown as Reads,
  logger: pino({ level: "silent" }),
  changes: new ChangeHub({ eventsAfter: async () => ({ rows: [], last: 0 }) }),
  stopping: new AbortController().signal,
  version: "0",
  seal: (plain) => plain as Sealed,
  newSigningSecret: () => "whsec_",
  signatureHeaders: () => ({}),
  allowPrivateTargets: true,
  unseal: (sealed) => sealed,
  providerOrders: {
    quote: () => Promise.reject(new Error("no provider is asked")),
    outcome: (order) => Promise.resolve(order),
  },
  dispatcherChanged: () => {},
  keys: keyCache({
    apiKeyByHash: (async () => ({
      accountId: 1,
      id: "key_1",
      name: "k",
      scopes: '["admin"]',
      expiresAt: null,
      revokedAt: null,
    })) as never,
  }),
  now: Date.now,
  pendingHooks: () => ({ receivedAt: null, refused: null }),
  gateway: () => undefined,
  checkProvider: async () => [],
  syncProvider: async () => ({ wallets: 0, changed: 0, drifts: 0, problems: [] }),
  hooks: () => {},
  metrics: new Registry(),
  metricsToken: null,
  metricsBalances: false,
  readiness: async () => true,
  unavailableAccounts: () => 0,
});

const level = { threshold: "1.00", condition: "below" };
const settings = {
  alert_enabled: true,
  critical: level,
  warning: { ...level, threshold: "2" },
  clear_margin: "0.1",
  repeat_interval: 60,
};
const movement = { amount: "1.00", kind: "order", reference_number: "r", remarks: "r", source: "s", order_id: 1 };
const item = { wallet_id: 7, transaction_type: "DEBIT", ...movement, idempotency_key: "k" };
const endpoint = {
  url: "https://example.com",
  event_types: ["*"],
  description: "d",
  rate_limit_per_second: 1,
  max_attempts: 1,
  timeout_ms: 100,
};

/** Valid requests, which the tests break in one place. */
const REQUESTS: readonly (readonly [string, string, unknown])[] = [
  [
    "POST",
    "/wallets",
    {
      name: "w",
      currency: "USD",
      type: "PREPAID",
      asset_scale: 2,
      overdraft_limit: "1",
      conversion_rate: "1",
      feature_ids: [],
      alert_settings: settings,
      metadata: { a: { b: 1 } },
    },
  ],
  ["POST", "/wallets", { name: "w", currency: "USD", provider_id: "prov_1", external_id: "1", balance: "1.00" }],
  [
    "PATCH",
    "/wallets/7",
    {
      name: "w",
      status: "frozen",
      overdraft_limit: null,
      conversion_rate: 2,
      feature_ids: [],
      alert_settings: settings,
      metadata: { a: null },
    },
  ],
  ["POST", "/wallets/7/credits", movement],
  ["POST", "/wallets/7/debits", movement],
  ["POST", "/transactions", [item, item]],
  ["POST", "/features", { name: "f", type: "metered", status: "published", alert_settings: settings }],
  ["PATCH", "/features/feat_1", { name: "f", alert_settings: settings }],
  ["PUT", "/alert-settings/default/USD", settings],
  ["PUT", "/alert-settings/default/*", { alert_settings: settings }],
  [
    "POST",
    "/providers",
    {
      kind: "octopus",
      name: "o",
      base_url: "https://example.com",
      credentials: { api_key: "k", api_secret: "s" },
      webhook_secret: "w",
      cadence: { seconds: 60 },
    },
  ],
  [
    "POST",
    "/providers",
    {
      kind: "http-json",
      name: "o",
      base_url: "https://example.com",
      credentials: { key: "k" },
      settings: {
        request: { method: "POST", path: "/x", headers: [{ name: "a", value: "{key}" }], body: "{}" },
        auth: { style: "header", name: "X-Key" },
        items: "a.b",
        where: [{ path: "a", equals: "b" }],
        implied_currency: "USD",
        amount: { path: "a", less: "b", unit: "minor", exponents: [{ currency: "USD", places: 2 }], scale: 2 },
        failures: [{ path: "a", equals: ["b"], kinds: [{ code: "c", kind: "auth" }] }],
        paging: { style: "cursor", parameter: "c", next: "n" },
      },
    },
  ],
  [
    "POST",
    "/providers",
    { kind: "sudo", name: "s", credentials: { api_key: "k" }, settings: { accounts: [{ id: "a", currency: "NGN" }] } },
  ],
  ["PATCH", "/providers/prov_1", { name: "o", base_url: null, credentials: null, cadence: null, status: "paused" }],
  ["POST", "/webhook-endpoints", endpoint],
  ["PATCH", "/webhook-endpoints/ep_1", { ...endpoint, status: "enabled" }],
  ["POST", "/webhook-endpoints/ep_1/test", { type: "wallet.debited" }],
  [
    "POST",
    "/webhook-endpoints/ep_1/replay",
    { since: "2026-01-01T00:00:00Z", until: "2026-01-01T00:00:00Z", status: ["failed"] },
  ],
  ["POST", "/currencies", { currency: "USDT", name: "Tether", precision: 6 }],
  [
    "POST",
    "/wallets/7/statement-comparison",
    { csv: "t,a\n2026-01-01,1", columns: { time: "t", amount: "a" }, delimiter: ",", decimal: ".", window_hours: 1 },
  ],
  ["POST", "/api-keys", { name: "k", scopes: ["read"] }],
];

const oddText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    "",
    "\u0000",
    "\ud800",
    "__proto__",
    "NaN",
    "-0",
    "1e5",
    "9".repeat(70),
    "x".repeat(5_000),
    "-1",
    "0x10",
    "∞",
    "2026-99-99T99:99:99Z",
  ),
);
const oddNumber = fc.constantFrom(
  0,
  -1,
  1.5,
  1e21,
  1e-9,
  Number.MAX_SAFE_INTEGER + 1,
  -0,
  10,
  2 ** 31,
  2 ** 63,
  123456.789,
);
const odd = fc.oneof(
  oddText,
  oddNumber,
  fc.constantFrom(null, true, false),
  fc.constantFrom<unknown>(
    [],
    {},
    [[]],
    [null],
    { a: 1 },
    { toString: 1 },
    { constructor: { prototype: 1 } },
    { length: 3 },
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

function placesOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, member]) => placesOf(member, [...path, name]))];
}

function broken(value: unknown, [head, ...rest]: readonly string[], replacement: unknown): unknown {
  if (head === undefined) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[head] = broken(copy[head], rest, replacement);
  return copy;
}

const request = fc.constantFrom(...REQUESTS).chain(([method, path, body]) =>
  fc.record({
    method: fc.constant(method),
    path: fc.constant(path),
    body: fc.tuple(fc.constantFrom(...placesOf(body)), odd).map(([place, value]) => broken(body, place, value)),
  }),
);

it("the valid requests are accepted, or name something that does not exist", async () => {
  for (const [method, path, body] of REQUESTS) {
    const answer = await send(method, `/api/v1${path}`, JSON.stringify(body));
    const namesNone = answer.statusCode === 404 || answer.body.includes("order_id must name an order");
    const isFine = answer.statusCode < 300 || namesNone;
    expect({ method, path, body: answer.body, isFine: isFine || path.endsWith("*") }).toMatchObject({ isFine: true });
  }
});

it("no request body gives a 500", { timeout: MINUTE }, async () => {
  await fc.assert(
    fc.asyncProperty(request, async ({ method, path, body }) => {
      const answer = await send(method, `/api/v1${path}`, JSON.stringify(body));
      expect({ body: answer.body, isBug: answer.statusCode >= 500 }).toMatchObject({ isBug: false });
      if (answer.statusCode >= 400) expect(answer.json().error.details).toBeInstanceOf(Array);
    }),
    { numRuns: 150 * SCALE },
  );
});

const PATHS = [
  "/wallets/ID",
  "/wallets/1?include=ID",
  "/wallets?page=ID",
  "/wallets?limit=ID",
  "/transactions?wallet_id=ID",
  "/features/ID",
  "/alert-settings/default/ID",
  "/alerts/history?wallet_id=ID",
  "/alerts/history?feature_id=ID",
  "/events/ID",
  "/providers/ID",
  "/providers/ID?include=counts",
  "/providers/ID/rejected-hooks",
  "/webhook-endpoints/ID",
  "/webhook-endpoints/ep_1?include=ID",
  "/webhook-endpoints?include=ID",
  "/webhook-endpoints/ID/deliveries",
  "/webhook-endpoints/ep_1/deliveries?status=ID",
  "/deliveries/ID",
  "/deliveries/ID/attempts",
  "/ID",
  "/currencies?page=ID",
  "/wallets?ID",
  "/api-keys/ID",
];

it("no path and no query gives a 500", { timeout: MINUTE }, async () => {
  const text = fc.oneof(
    oddText,
    oddText.map((id) => `evt_${id}`),
    fc.constantFrom("%", "%zz", "%00", "%ff", "dlv_1_00000000", "1&page=2"),
  );
  const encoded = text.map((id) =>
    id.startsWith("%") || id.includes("&") ? id : encodeURIComponent(id.replace(/\p{Surrogate}/gu, "")),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PATHS), encoded, async (path, id) => {
      const answer = await send("GET", `/api/v1${path.replace("ID", () => id)}`);
      expect({ body: answer.body, isBug: answer.statusCode >= 500 }).toMatchObject({ isBug: false });
      if (answer.statusCode >= 400) expect(answer.json().error.details).toBeInstanceOf(Array);
    }),
    { numRuns: 150 * SCALE },
  );
});

function send(method: string, url: string, payload?: string) {
  const headers = {
    authorization: "Bearer pk_x",
    ...(payload !== undefined && { "content-type": "application/json" }),
  };
  return app.inject({ method: method as "GET", url, headers, ...(payload !== undefined && { payload }) });
}
