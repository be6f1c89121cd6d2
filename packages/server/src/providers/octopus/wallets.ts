import { agreedClock } from "../http/clock.ts";
import type { BalanceReading, ProviderBalance, Window } from "../connector.ts";
import { idOf, member, optionalDecimal, optionalId, optionalText } from "../json/members.ts";
import { readPages, type OctopusApi } from "./api.ts";
import type { Currencies } from "./currencies.ts";

/** At a hundred wallets a page. */
const MAX_WALLET_PAGES = 200;

export async function fetchBalances(
  api: OctopusApi,
  currencies: Currencies,
  signal: AbortSignal,
): Promise<BalanceReading> {
  const pages = await readPages(api, "/api/v1/wallets", {}, MAX_WALLET_PAGES, () => false, signal);
  const balances: ProviderBalance[] = [];
  const problems: string[] = [];
  for (const { value, window } of pages.items) {
    const externalId = idOf(member(value, "id"), "wallet id");
    const balance = await balanceOf(externalId, value, window, currencies, signal);
    if (typeof balance === "string") problems.push(balance);
    else balances.push(balance);
  }
  if (!pages.complete) problems.push(`only the first ${balances.length} wallets were read`);
  return { balances, clock: agreedClock([pages.clock, ...currencies.takeClocks()]), problems };
}

async function balanceOf(
  externalId: string,
  wallet: unknown,
  window: Window,
  currencies: Currencies,
  signal: AbortSignal,
): Promise<ProviderBalance | string> {
  const available = optionalDecimal(member(wallet, "amount"));
  if (available === null) return `wallet ${externalId} has no amount that is a decimal`;
  const currencyId = optionalId(member(wallet, "currency_id"));
  const currency = currencyId === null ? null : await currencies.find(currencyId, signal);
  if (!currency) return `wallet ${externalId} is in a currency that the provider does not list`;
  return {
    externalId,
    currency: currency.code,
    available,
    scale: currency.scale,
    type: member(wallet, "type") === "POSTPAID" ? "POSTPAID" : "PREPAID",
    name: optionalText(member(wallet, "name")),
    window,
  };
}
