import { parseDecimal } from "@plimsoll/core";
import type { Outbound } from "../../net/outbound.ts";
import { createExchange } from "../../providers/requests/exchange.ts";
import { isSuccess } from "../../providers/requests/refusal.ts";
import { member } from "../../util/outside-text/members.ts";
import { optionalCurrency, optionalDecimal, optionalId, optionalText } from "../../util/outside-text/text.ts";
import { idOf } from "../../providers/json/members.ts";
import { createOctopusApi, readPages, type OctopusApi } from "../../providers/octopus/api.ts";
import { createCurrencies } from "../../providers/octopus/currencies.ts";
import { errorOf } from "../../providers/octopus/errors.ts";
import type { SeenWallet } from "./crossings.ts";

/** The watcher's credentials: a token, or those of an Octopus client. */
export type WatchAccess = { readonly token: string | null } | { readonly api_key: string; readonly api_secret: string };

export interface WalletReader {
  /** Every wallet of the host, and errors in words for those that could not be read. Rejects with `ProviderError`. */
  read(signal: AbortSignal): Promise<{ readonly wallets: SeenWallet[]; readonly problems: string[] }>;
  close(): Promise<void>;
}

/** @limit Watch: pages of wallets read. */
const MAX_PAGES = 200;

/** Reads `GET /api/v1/wallets` of any host that returns an array. */
export function createWalletReader(host: string, access: WatchAccess, outbound: Outbound): WalletReader {
  const exchange = createExchange(host, { outbound, owner: "watch" });
  const api =
    "token" in access
      ? { get: tokenGet(exchange, access.token), close: () => exchange.close() }
      : createOctopusApi(exchange, access, Date.now);
  const currencies = createCurrencies(api, Date.now);

  async function currencyOf(wallet: unknown, signal: AbortSignal): Promise<string | null> {
    const stated = optionalCurrency(member(wallet, "currency"));
    const id = optionalId(member(wallet, "currency_id"));
    if (stated !== null || id === null) return stated;
    try {
      return (await currencies.find(id, signal))?.code ?? null;
    } catch {
      // A host without that list still has balances, to which thresholds for every currency apply.
      signal.throwIfAborted();
      return null;
    }
  }

  return {
    async read(signal) {
      const pages = await readPages(api, "/api/v1/wallets", {}, MAX_PAGES, () => false, signal);
      const wallets: SeenWallet[] = [];
      const problems = pages.complete ? [] : [`only the first ${pages.items.length} wallets were read`];
      for (const { value } of pages.items) {
        const id = idOf(member(value, "id"), "wallet id");
        const balance = optionalDecimal(member(value, "amount"));
        if (balance === null || !parseDecimal(balance).ok) {
          problems.push(`wallet ${id} has no decimal amount`);
          continue;
        }
        const currency = await currencyOf(value, signal);
        wallets.push({ id, currency, type: optionalText(member(value, "type")), balance });
      }
      return { wallets, problems };
    },
    close: () => api.close(),
  };
}

function tokenGet(exchange: ReturnType<typeof createExchange>, token: string | null): OctopusApi["get"] {
  return async (path, query, signal) => {
    const search = new URLSearchParams(query).toString();
    const answer = await exchange.send(
      {
        method: "GET",
        path: search === "" ? path : `${path}?${search}`,
        headers: token === null ? {} : { authorization: `Bearer ${token}` },
      },
      signal,
    );
    if (!isSuccess(answer.status)) throw errorOf(answer, `GET ${path}`);
    const { window, clock, header } = answer;
    return { value: answer.json(), window, clock, header };
  };
}
