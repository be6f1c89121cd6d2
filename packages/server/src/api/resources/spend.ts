import type { Spend } from "@plimsoll/contract";
import {
  dayOf,
  dayText,
  formatAmount,
  HOUR_MS,
  hourOf,
  isoTime,
  KEPT_HOURS,
  recentSpend,
  spendFigures,
  type Amount,
  type SpendFigures,
  type Wallet,
  type WalletSpend,
} from "@plimsoll/core";

/**
 * A wallet's spend as of `now`: from the days' rows, and from the count on the wallet's row for a day that is not
 * closed yet.
 */
export interface SpendHistory {
  readonly today: number;
  readonly spentToday: Amount;
  readonly days: ReadonlyMap<number, Amount>;
  readonly figures: SpendFigures;
}

export function spendHistory(wallet: Readonly<Wallet>, rows: readonly WalletSpend[], now: number): SpendHistory {
  const today = Math.max(dayOf(now), wallet.spendDay);
  const days = new Map(rows.map(({ day, spend }) => [day, spend]));
  // The day that the wallet counts is over, and no movement has closed it yet.
  if (wallet.spendDay < today && wallet.spendToday > 0n) days.set(wallet.spendDay, wallet.spendToday);
  return {
    today,
    spentToday: wallet.spendDay === today ? wallet.spendToday : 0n,
    days,
    figures: spendFigures(wallet, days, today),
  };
}

/** The last 48 hours, oldest first, the present one last; none before the wallet's first spend. */
function hourlySeries(wallet: Readonly<Wallet>, now: number): Spend["hours"] {
  const { hours } = recentSpend(wallet);
  const present = hourOf(now);
  const first = [...hours.keys()].reduce((least, hour) => Math.min(least, hour), present + 1);
  const start = Math.max(first, present - KEPT_HOURS + 1);
  return Array.from({ length: present - start + 1 }, (_, i) => start + i).map((hour) => ({
    hour: isoTime(hour * HOUR_MS),
    spend: formatAmount(hours.get(hour)?.spend ?? 0n, wallet.assetScale),
  }));
}

export function spendResource(
  wallet: Readonly<Wallet>,
  history: SpendHistory,
  { length, now }: { readonly length: number; readonly now: number },
): Spend {
  const scale = wallet.assetScale;
  const { figures, today, days } = history;
  const first = Math.max(wallet.spendSince ?? today, today - length);
  const series = Array.from({ length: Math.max(0, today - first) }, (_, i) => first + i);
  const amountOrNull = (amount: Amount | null) => (amount === null ? null : formatAmount(amount, scale));
  return {
    wallet_id: wallet.id,
    currency: wallet.currency,
    typical_daily_spend: amountOrNull(figures.typical),
    mean_daily_spend: amountOrNull(figures.mean),
    confidence: figures.confidence,
    days: series.map((day) => ({ date: dayText(day), spend: formatAmount(days.get(day) ?? 0n, scale) })),
    today: formatAmount(history.spentToday, scale),
    hours: hourlySeries(wallet, now),
  };
}
