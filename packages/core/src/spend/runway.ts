import type { Amount } from "../money/amount.ts";
import { HOUR_MS } from "./recent.ts";

const HOURS_A_DAY = 24n;
const DAY_MS = HOURS_A_DAY * BigInt(HOUR_MS);

/** @limit Domain: longest runway that is reported: ten years; a longer one is cut to it. */
export const MAX_RUNWAY_HOURS = 87_600;

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

/** What is spent from one time to another at a daily spend, rounded up. */
export function spentBetween(from: number, to: number, dailySpend: Amount | null): Amount {
  return ((dailySpend ?? 0n) * BigInt(Math.max(0, to - from)) + DAY_MS - 1n) / DAY_MS;
}

/** When a balance is used up at this runway, in Unix milliseconds. Null when the runway is cut to its maximum. */
export function emptiesAt(now: number, hours: number | null): number | null {
  return hours === null || hours >= MAX_RUNWAY_HOURS ? null : now + Math.floor(hours * HOUR_MS);
}
