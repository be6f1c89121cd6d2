import type { Wallet } from "@plimsoll/client";
import { compareAmounts, isEmpty } from "../../../words/amounts.ts";

/**
 * The wallet of a currency that its levels are measured by: the one that spends most, because its money has to last while
 * a wire is on its way; without any history the one with the least, so that no level is reached at once.
 */
export function measuredWallet(wallets: readonly Wallet[], currency: string): Wallet | null {
  const among = wallets.filter((wallet) => wallet.currency === currency);
  const spenders = among
    .filter(({ runway }) => !isEmpty(spendOf(runway)))
    .toSorted((a, b) => compareAmounts(spendOf(b.runway), spendOf(a.runway)));
  const funded = among
    .filter(({ available }) => !isEmpty(available))
    .toSorted((a, b) => compareAmounts(a.available, b.available));
  return spenders[0] ?? funded[0] ?? among[0] ?? null;
}

function spendOf(runway: Wallet["runway"]): string {
  return runway?.typical_daily_spend ?? "0";
}
