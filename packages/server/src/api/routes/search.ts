import { Found, MAX_FOUND, SearchQuery } from "@plimsoll/contract";
import { available, formatAmount, presentPace, runwayHours } from "@plimsoll/core";
import type { ListedOrder } from "../../store/port/orders.ts";
import type { Reads } from "../../store/port/reads.ts";
import { sendResource } from "../answer.ts";
import { NEWEST } from "../pages.ts";
import { operationsOf, reading } from "../documented.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";

const operation = operationsOf("Search");

/** @limit Lists and chores: wallets that a search examines. */
const MAX_SEARCHED = 100_000;
/** @limit Lists and chores: features, providers and endpoints that a search compares. */
const MAX_NAMED = 1_000;

export function searchRoute(app: App, { now, reads }: Services): void {
  app.get(
    "/search",
    operation("search", "Find wallets, features, providers, endpoints and orders", {
      description: `At most ${MAX_FOUND} of each, by name or id; an order by its id or its reference code.`,
      querystring: SearchQuery,
      response: reading(Found, "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      return sendResource(reply, 200, await foundBy(reads, accountId, request.query.q, now()));
    },
  );
}

async function foundBy(reads: Reads, accountId: number, q: string, now: number): Promise<Found> {
  const all = { page: 1, limit: MAX_NAMED, after: "" };
  const [wallets, features, providers, endpoints, orders] = await Promise.all([
    reads.wallets(accountId, { page: 1, limit: MAX_FOUND, after: 0, examine: MAX_SEARCHED }, { q }),
    reads.features(accountId, all),
    reads.providers(accountId, all),
    reads.endpoints(accountId, all),
    ordersOf(reads, accountId, q),
  ]);
  const text = q.toLowerCase();
  const matching = <T>(rows: readonly T[], texts: (row: T) => readonly (string | null)[]) =>
    rows.filter((row) => texts(row).some((each) => each?.toLowerCase().includes(text) === true)).slice(0, MAX_FOUND);
  return {
    wallets: wallets.rows.map((wallet) => ({
      id: wallet.id,
      name: wallet.name,
      currency: wallet.currency,
      available: formatAmount(available(wallet), wallet.assetScale),
      alert_state: wallet.alertState,
      watched: wallet.watched,
      runway_hours: runwayHours(available(wallet), presentPace(wallet, now)),
    })),
    features: matching(features.rows, ({ id, name }) => [id, name]).map(({ id, name }) => ({ id, name })),
    providers: matching(providers.rows, ({ id, name, kind }) => [id, name, kind]).map(({ id, name, kind, status }) => ({
      id,
      name,
      kind: kind as Found["providers"][number]["kind"],
      status,
    })),
    endpoints: matching(endpoints.rows, ({ id, url, description }) => [id, url, description]).map(
      ({ id, url, status }) => ({ id, url, status: status as Found["endpoints"][number]["status"] }),
    ),
    orders: orders.map(({ order }) => ({
      id: order.id,
      reference_code: order.reference,
      status: order.status,
      product_name: order.productName,
    })),
  };
}

async function ordersOf(reads: Reads, accountId: number, q: string): Promise<readonly ListedOrder[]> {
  const id = /^[1-9]\d{0,14}$/.test(q) ? await reads.order(accountId, Number(q)) : null;
  const page = { page: 1, limit: MAX_FOUND, after: NEWEST };
  const { rows } = await reads.orders(accountId, { walletId: null, status: null, reference: q }, page);
  return [...(id ? [id] : []), ...rows.filter(({ order }) => order.id !== id?.order.id)].slice(0, MAX_FOUND);
}
