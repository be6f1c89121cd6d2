import type { Runway } from "@plimsoll/contract";
import {
  available,
  burnOf,
  emptiesAt,
  forecastOf,
  formatAmount,
  isoTimeOrNull,
  runwayHours,
  topupAdvice,
  type Amount,
  type SpendFigures,
  type Wallet,
} from "@plimsoll/core";

export interface RunwayOf {
  readonly figures: SpendFigures;
  readonly inFlight: Amount;
  readonly leadTimeDays: number;
  readonly now: number;
}

export function runwayResource(wallet: Readonly<Wallet>, { figures, inFlight, leadTimeDays, now }: RunwayOf): Runway {
  const free = available(wallet);
  const burn = burnOf(wallet, now);
  const { pace, basis } = forecastOf(figures, burn);
  const hours = runwayHours(free, pace);
  const advice = topupAdvice(free, inFlight, pace, leadTimeDays, now);
  return {
    wallet_id: wallet.id,
    currency: wallet.currency,
    available: formatAmount(free, wallet.assetScale),
    hours,
    range: [hours, runwayHours(free, figures.mean)],
    basis,
    present_burn_per_hour: formatAmount(burn.present, wallet.assetScale),
    typical_daily_spend: figures.typical === null ? null : formatAmount(figures.typical, wallet.assetScale),
    empties_at: isoTimeOrNull(emptiesAt(now, hours)),
    in_flight: formatAmount(inFlight, wallet.assetScale),
    topup: {
      advice: advice && formatAmount(advice.amount, wallet.assetScale),
      by: isoTimeOrNull(advice?.by ?? null),
    },
    confidence: figures.confidence,
  };
}
