import type { Amount } from "../money/amount.ts";
import { latestStart } from "../time/business-days.ts";
import { HOUR_MS } from "./recent.ts";

const HOURS_A_DAY = 24n;

/** @limit Domain: longest runway that is reported: ten years; a longer one is cut to it. */
export const MAX_RUNWAY_HOURS = 87_600;

/** @limit Domain: days of typical spend that a recommended top-up leaves when it arrives. */
export const COVER_DAYS = 7;

/**
 * The hours that an available balance lasts at a daily spend, rounded down to tenths; a runway is a time, not money, so
 * it may be a number. Zero for a balance that is used up. Null when nothing is spent.
 */
export function runwayHours(available: Amount, dailySpend: Amount | null): number | null {
  if (dailySpend === null || dailySpend <= 0n) return null;
  if (available <= 0n) return 0;
  const tenths = (available * HOURS_A_DAY * 10n) / dailySpend;
  return Math.min(Number(tenths) / 10, MAX_RUNWAY_HOURS);
}

/** When a balance is used up at this runway, in Unix milliseconds. Null when the runway is cut to its maximum. */
export function emptiesAt(now: number, hours: number | null): number | null {
  return hours === null || hours >= MAX_RUNWAY_HOURS ? null : now + Math.floor(hours * HOUR_MS);
}

export interface TopupAdvice {
  /** The amount to send now, in the wallet's units; zero when the balance and the money in flight suffice. */
  readonly amount: Amount;
  /** The latest time for the next transfer; null when the runway is cut to its maximum. */
  readonly by: number | null;
}

/**
 * How much to wire and by when. The amount brings available and money in flight to the spend of the lead time and COVER_DAYS more. The
 * time is the lead time, in business days, before both are used up; never in the past. Null without a typical daily spend above zero.
 */
export function topupAdvice(
  available: Amount,
  inFlight: Amount,
  typical: Amount | null,
  leadTimeDays: number,
  now: number,
): TopupAdvice | null {
  if (typical === null || typical <= 0n) return null;
  const missing = typical * BigInt(leadTimeDays + COVER_DAYS) - available - inFlight;
  const empty = emptiesAt(now, runwayHours(available + inFlight, typical));
  return {
    amount: missing > 0n ? missing : 0n,
    by: empty === null ? null : Math.max(now, latestStart(empty, leadTimeDays)),
  };
}
