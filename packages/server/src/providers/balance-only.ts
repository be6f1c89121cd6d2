import { ProviderError, type Connector } from "./connector.ts";

/** A connector of a provider that shows balances and nothing else. */
export function balanceOnly(parts: Pick<Connector, "fetchBalances" | "close">): Connector {
  const unsupported = (what: string) => (): Promise<never> =>
    Promise.reject(new ProviderError("unsupported", `this kind of provider has no ${what}`));
  return {
    capabilities: { balanceOnly: true, transactions: false, quotes: false, orders: false },
    listTransactions: unsupported("transactions"),
    quote: unsupported("quotes"),
    placeOrder: unsupported("orders"),
    findOrder: unsupported("orders"),
    getOrder: unsupported("orders"),
    listOrders: unsupported("orders"),
    ...parts,
  };
}
