import type { Connector } from "../connector.ts";
import type { Exchange } from "../requests/exchange.ts";
import { createOctopusApi } from "./api.ts";
import { createCurrencies } from "./currencies.ts";
import { findOrder, getOrder, listOrders, placeOrder } from "./orders.ts";
import { quote } from "./quotes.ts";
import type { OctopusCredentials } from "./session.ts";
import { listTransactions } from "./transactions.ts";
import { fetchBalances } from "./wallets.ts";

/** The Octopus Cards protocol: wallets, transactions, quotes and orders. */
export function octopusConnector(exchange: Exchange, credentials: OctopusCredentials, now: () => number): Connector {
  const api = createOctopusApi(exchange, credentials, now);
  const currencies = createCurrencies(api, now);
  return {
    capabilities: { balanceOnly: false, transactions: true, quotes: true, orders: true },
    fetchBalances: (signal) => fetchBalances(api, currencies, signal),
    listTransactions: (walletId, since, signal) => listTransactions(api, currencies, walletId, since, signal),
    quote: (request, signal) => quote(api, request, signal),
    placeOrder: (request, signal) => placeOrder(api, request, signal),
    findOrder: (reference, signal) => findOrder(api, reference, signal),
    getOrder: (externalId, signal) => getOrder(api, externalId, signal),
    listOrders: (since, signal) => listOrders(api, since, signal),
    close: () => api.close(),
  };
}
