import type { Spend } from "@plimsoll/contract";
import type { Amount } from "../money/amount.ts";
import { divideRounded } from "../money/rounding.ts";
import type { Wallet } from "../model/wallet.ts";

/** @limit Domain: complete days from which typical spend is computed. */
export const BASELINE_DAYS = 7;

export interface SpendFigures {
  /** The 95th percentile of the baseline's days; null while there is no complete day. */
  readonly typical: Amount | null;
  readonly mean: Amount | null;
  /** Number of complete days used, 0 to BASELINE_DAYS. */
  readonly days: number;
  readonly confidence: Spend["confidence"];
}

/** Spend by day, of days that are over. */
export type DailySpend = ReadonlyMap<number, Amount>;

/**
 * The complete days used for the figures of `today`, oldest first. History begins on the day of the wallet's first
 * spend.
 */
export function baselineDays(wallet: Pick<Wallet, "spendSince">, today: number): number[] {
  const { spendSince } = wallet;
  if (spendSince === null) return [];
  const first = Math.max(spendSince, today - BASELINE_DAYS);
  return Array.from({ length: Math.max(0, today - first) }, (_, i) => first + i);
}

/**
 * The figures of `today` from the days before it; a day without spend counts as zero. The present day is never part of
 * them.
 */
export function spendFigures(wallet: Pick<Wallet, "spendSince">, spend: DailySpend, today: number): SpendFigures {
  const amounts = baselineDays(wallet, today).map((day) => spend.get(day) ?? 0n);
  const days = amounts.length;
  return {
    typical: percentile95(amounts),
    mean: meanOf(amounts),
    days,
    confidence: days === 0 ? "none" : days < BASELINE_DAYS ? "accumulating" : "established",
  };
}

/**
 * `percentile_cont(0.95)`: between the two values around position 0.95 × (n − 1) of the ascending list, linearly. Exact until the one
 * rounding at its end, to the nearest unit, halves to the even one. Null for an empty list.
 */
export function percentile95(amounts: readonly Amount[]): Amount | null {
  if (amounts.length === 0) return null;
  const ascending = amounts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const position = 19 * (amounts.length - 1);
  const index = Math.floor(position / 20);
  const lower = ascending[index] as Amount;
  const upper = ascending[index + 1] ?? lower;
  return divideRounded(lower * 20n + (upper - lower) * BigInt(position % 20), 20n, "half_even");
}

/** The arithmetic mean, rounded like the percentile. Null for an empty list. */
export function meanOf(amounts: readonly Amount[]): Amount | null {
  if (amounts.length === 0) return null;
  const sum = amounts.reduce((total, amount) => total + amount, 0n);
  return divideRounded(sum, BigInt(amounts.length), "half_even");
}
