import { currencies } from "@plimsoll/core";
import { SandboxError } from "./error.ts";
import type { FaultDice } from "./faults.ts";
import {
  decimalField,
  integerField,
  optionalInteger,
  optionalText,
  positiveQuery,
  textField,
  type Fields,
} from "./input.ts";
import { maxQuantity, PRODUCTS } from "./products.ts";
import type { Provider } from "./provider.ts";
import { idParam, paged, type Reply, type Route } from "./route.ts";
import type { TokenPair, Tokens } from "./tokens.ts";
import {
  orderJson,
  productJson,
  quoteJson,
  timeText,
  transactionJson,
  walletJson,
  type TimePrecision,
} from "./wire.ts";

export interface ApiParts {
  readonly provider: Provider;
  readonly tokens: Tokens;
  readonly dice: FaultDice;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly precision: TimePrecision;
  readonly now: () => number;
  /** How far the provider's clock is ahead, in milliseconds. */
  readonly clockOffset: () => number;
  /** Wallets on one page without a page request; null puts all on one. */
  readonly walletsPerPage: number | null;
}

/** The protocol's operations. */
export function apiRoutes(parts: ApiParts): Route[] {
  const { provider, precision, now } = parts;
  return [
    {
      ...post("login", /^\/auth\/login$/, "login"),
      needsToken: false,
      answer: ({ body }) => {
        if (textField(body, "username") !== parts.apiKey || textField(body, "password") !== parts.apiSecret) {
          throw new SandboxError("UNAUTHORIZED", "the credentials are wrong");
        }
        return tokenReply(parts, parts.tokens.issue(now()));
      },
    },
    {
      ...post("refresh", /^\/auth\/refresh$/, "login"),
      needsToken: false,
      answer: ({ body }) => {
        const pair = parts.tokens.refresh(textField(body, "refresh_token"), now());
        if (!pair) throw new SandboxError("UNAUTHORIZED", "the refresh token is spent or unknown");
        return tokenReply(parts, pair);
      },
    },
    { ...get("wallets", /^\/api\/v1\/wallets$/), answer: ({ query }) => wallets(parts, query) },
    { ...get("currencies", /^\/api\/v1\/currencies$/), answer: () => ({ body: currencies() }) },
    {
      ...get("transactions", /^\/api\/v1\/transactions$/),
      answer: ({ query }) => {
        const walletId = query.has("wallet_id") ? positiveQuery(query, "wallet_id", 1) : null;
        if (walletId !== null) provider.ledger.wallet(walletId);
        const page = paged(provider.listed(walletId), query);
        const entries = page.body as ReturnType<Provider["listed"]>;
        return {
          ...page,
          body: entries.map((entry) => transactionJson(entry, provider.ledger.wallet(entry.walletId), precision)),
        };
      },
    },
    { ...get("products", /^\/api\/v1\/products$/), answer: ({ query }) => paged(PRODUCTS.map(productJson), query) },
    {
      ...post("charges", /^\/api\/v1\/products\/(\d+)\/charges$/, "charge"),
      answer: (call) => ({
        body: quoteJson(
          provider.quote(
            idParam(call),
            decimalField(call.body, "denomination"),
            integerField(call.body, "quantity"),
            optionalInteger(call.body, "wallet_id"),
          ),
          maxQuantity,
        ),
      }),
    },
    {
      ...post("place_order", /^\/api\/v1\/orders$/, "order"),
      answer: ({ body }) => {
        const order = provider.placeOrder({
          productId: integerField(body, "product_id"),
          denomination: decimalField(body, "denomination"),
          quantity: integerField(body, "quantity"),
          walletId: optionalInteger(body, "wallet_id"),
          reference: referenceOf(body),
        });
        return { status: 201, body: orderJson(order, precision) };
      },
    },
    {
      ...get("orders", /^\/api\/v1\/orders$/),
      answer: ({ query }) => {
        const reference = REFERENCE_NAMES.map((name) => query.get(name)).find((value) => value !== null) ?? null;
        const found = provider.orders({ reference, status: query.get("status") });
        return paged(
          found.map((order) => orderJson(order, precision)),
          query,
        );
      },
    },
    {
      ...get("order", /^\/api\/v1\/orders\/(\d+)$/),
      answer: (call) => ({ body: orderJson(provider.order(idParam(call)), precision) }),
    },
    {
      ...post("cancel_order", /^\/api\/v1\/orders\/(\d+)\/cancel$/, "order"),
      answer: (call) => ({ body: orderJson(provider.end(idParam(call), "CANCELLED"), precision) }),
    },
  ];
}

/** The names of the reference, which differ in the documentation. */
const REFERENCE_NAMES = ["client_reference", "ref", "reference_code", "reference_number"] as const;

function referenceOf(body: Fields): string {
  for (const name of REFERENCE_NAMES) {
    const value = optionalText(body, name);
    if (value !== null) return value;
  }
  return `ORDER_${globalThis.crypto.randomUUID()}`;
}

function wallets(
  { provider: { ledger }, dice, now, clockOffset, walletsPerPage }: ApiParts,
  query: URLSearchParams,
): Reply {
  const stale = dice.strikes("stale_wallets", now());
  const present = ledger.wallets.filter(({ id }) => !dice.strikes("wallet_absent", now(), { walletId: id }));
  const at = now() + clockOffset() - (stale?.delayMs ?? 0);
  const shown = present.map((wallet) => walletJson(stale ? ledger.walletAt(wallet.id, at) : wallet));
  if (walletsPerPage === null && !query.has("page") && !query.has("limit")) return { body: shown };
  const asked = new URLSearchParams(query);
  if (!asked.has("limit") && walletsPerPage !== null) asked.set("limit", String(walletsPerPage));
  return paged(shown, asked);
}

function tokenReply({ clockOffset, apiKey, precision }: ApiParts, pair: TokenPair): Reply {
  return {
    body: {
      success: true,
      data: {
        access_token: pair.accessToken,
        refresh_token: pair.refreshToken,
        access_expires_at: timeText(pair.accessExpiresAt + clockOffset(), precision),
        refresh_expires_at: timeText(pair.refreshExpiresAt + clockOffset(), precision),
        client_id: apiKey,
      },
    },
  };
}

type Head = Omit<Route, "answer">;

function get(operation: string, path: RegExp): Head {
  return { operation, method: "GET", path, limit: "read", needsToken: true };
}

function post(operation: string, path: RegExp, limit: Route["limit"]): Head {
  return { operation, method: "POST", path, limit, needsToken: true };
}
