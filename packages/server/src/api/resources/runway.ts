import type { Runway } from "@plimsoll/contract";
import {
  available,
  emptiesAt,
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
  const hours = runwayHours(free, figures.typical);
  const advice = topupAdvice(free, inFlight, figures.typical, leadTimeDays, now);
  return {
    wallet_id: wallet.id,
    currency: wallet.currency,
    available: formatAmount(free, wallet.assetScale),
    hours,
    range: [hours, runwayHours(free, figures.mean)],
    empties_at: isoTimeOrNull(emptiesAt(now, hours)),
    in_flight: formatAmount(inFlight, wallet.assetScale),
    topup: {
      advice: advice && formatAmount(advice.amount, wallet.assetScale),
      by: isoTimeOrNull(advice?.by ?? null),
    },
    confidence: figures.confidence,
  };
}
