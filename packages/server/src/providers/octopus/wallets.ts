import { inTurns } from "../../util/in-turns.ts";
import { agreedClock } from "../requests/clock.ts";
import type { BalanceReading, ProviderBalance, ReadingProblem, Window } from "../connector.ts";
import { member } from "../../util/outside-text/members.ts";
import { optionalDecimal, optionalId, optionalText } from "../../util/outside-text/text.ts";
import { idOf } from "../json/members.ts";
import { readPages, type OctopusApi } from "./api.ts";
import type { Currencies, OctopusCurrency } from "./currencies.ts";

/** @limit Providers: pages of wallets in one reading, of a hundred wallets each. */
const MAX_WALLET_PAGES = 200;

export async function fetchBalances(
  api: OctopusApi,
  currencies: Currencies,
  signal: AbortSignal,
): Promise<BalanceReading> {
  const pages = await readPages(api, "/api/v1/wallets", {}, MAX_WALLET_PAGES, () => false, signal);
  const balances: ProviderBalance[] = [];
  const problems: ReadingProblem[] = [];
  const found = new Map<string, OctopusCurrency | null>();
  const take = (value: unknown, window: Window, currency: OctopusCurrency | null) => {
    const externalId = idOf(member(value, "id"), "wallet id");
    const balance = balanceOf(externalId, value, window, currency);
    if (typeof balance === "string") problems.push({ externalId, message: balance });
    else balances.push(balance);
  };
  await inTurns(pages.items, ({ value, window }) => {
    const id = optionalId(member(value, "currency_id"));
    const currency = id === null ? null : found.get(id);
    if (id === null || currency !== undefined) return take(value, window, currency ?? null);
    return currencies.find(id, signal).then((read) => {
      found.set(id, read);
      take(value, window, read);
    });
  });
  if (!pages.complete)
    problems.push({ externalId: null, message: `only the first ${balances.length} wallets were read` });
  return { balances, clock: agreedClock([pages.clock, ...currencies.takeClocks()]), problems };
}

function balanceOf(
  externalId: string,
  wallet: unknown,
  window: Window,
  currency: OctopusCurrency | null,
): ProviderBalance | string {
  const available = optionalDecimal(member(wallet, "amount"));
  if (available === null) return `wallet ${externalId} has no amount that is a decimal`;
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
