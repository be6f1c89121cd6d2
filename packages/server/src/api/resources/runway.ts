import type { Runway } from "@plimsoll/contract";
import {
  available,
  burnOf,
  emptiesAt,
  forecastOf,
  formatAmount,
  isoTime,
  isoTimeOrNull,
  runwayHours,
  topupSettings,
  usualDay,
  walletAdvice,
  type AccountSettings,
  type InFlight,
  type Decimal,
  type SpendFigures,
  type Wallet,
} from "@plimsoll/core";

export interface RunwayOf {
  readonly figures: SpendFigures;
  readonly multiplier: Decimal;
  readonly inFlight: readonly InFlight[];
  readonly settings: AccountSettings;
  readonly now: number;
}

export function runwayResource(
  wallet: Readonly<Wallet>,
  { figures, multiplier, inFlight, settings, now }: RunwayOf,
): Runway {
  const free = available(wallet);
  const burn = burnOf(wallet, now);
  const expectation = { expected: wallet.expectedSpend, multiplier };
  const { pace, basis } = forecastOf(figures, burn, expectation);
  const usual = usualDay(figures, expectation).daily;
  const hours = runwayHours(free, pace);
  const advice = walletAdvice(settings, wallet, { pace, usual, inFlight, now });
  const { methods, instructions } = topupSettings(settings, wallet);
  const { parts } = advice;
  const text = (amount: bigint) => formatAmount(amount, wallet.assetScale);
  const textOrNull = (amount: bigint | null) => (amount === null ? null : text(amount));
  return {
    wallet_id: wallet.id,
    currency: wallet.currency,
    available: text(free),
    hours,
    range: [hours, runwayHours(free, figures.mean)],
    basis,
    present_burn_per_hour: text(burn.present),
    typical_daily_spend: textOrNull(figures.typical),
    usual_daily_spend: textOrNull(usual),
    mean_daily_spend: textOrNull(figures.mean),
    empties_at: isoTimeOrNull(emptiesAt(now, hours)),
    in_flight: text(inFlight.reduce((sum, { amount }) => sum + amount, 0n)),
    topup: {
      amount: advice.reason === "unknown" ? null : text(advice.amount),
      by: isoTimeOrNull(advice.by),
      lands_at: isoTime(advice.landsAt),
      covered: advice.covered,
      reason: advice.reason,
      method: methods[0] ?? "wire",
      instructions,
      parts: {
        daily_spend: text(parts.daily),
        target_days: parts.targetDays,
        target: text(parts.target),
        lead_time_business_days: parts.leadTimeDays,
        landing: text(parts.landing),
        spent: text(parts.spent),
      },
    },
    confidence: figures.confidence,
    history_days: figures.days,
  };
}
