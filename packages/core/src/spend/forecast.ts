import { MAX_AMOUNT, type Amount } from "../money/amount.ts";
import type { Decimal } from "../money/decimal.ts";
import { powerOfTen } from "../money/power-of-ten.ts";
import { divideRounded } from "../money/rounding.ts";
import type { Wallet } from "../model/wallet.ts";
import { burnOf, type Burn } from "./burn.ts";
import type { SpendFigures } from "./figures.ts";
import type { Counted } from "./recent.ts";

const HOURS_A_DAY = 24n;

/**
 * What a runway is counted by: present: the present burn. expected: what the owner expects of a day. accumulating: a
 * typical day of fewer than seven days.
 */
export type Basis = "present" | "typical" | "expected" | "accumulating";

/** @limit Domain: complete days from which on the typical day replaces the expected one. */
export const KNOWN_DAYS = 3;

/** What is known beside the past. */
export interface Expectation {
  /** What the owner expects of a day; null when nothing is. */
  readonly expected: Amount | null;
  /** By how much a campaign that is under way multiplies a day. */
  readonly multiplier: Decimal;
}

const NOTHING_EXPECTED: Expectation = { expected: null, multiplier: { units: 1n, scale: 0 } };

/** Spend of a usual day, by the past or by what is expected; null when neither is known. */
export function usualDay(
  { typical, days, confidence }: Pick<SpendFigures, "typical" | "days" | "confidence">,
  { expected, multiplier }: Expectation,
): { readonly daily: Amount | null; readonly basis: Exclude<Basis, "present"> | null } {
  const stands = expected !== null && days < KNOWN_DAYS;
  const daily = stands ? expected : typical;
  if (daily === null) return { daily, basis: null };
  const multiplied = divideRounded(daily * multiplier.units, powerOfTen(multiplier.scale), "half_even");
  return {
    daily: multiplied > MAX_AMOUNT ? MAX_AMOUNT : multiplied,
    basis: stands ? "expected" : confidence === "established" ? "typical" : "accumulating",
  };
}

export interface Forecast {
  /** Spend a day, the larger of the present burn and the typical day; null when neither is known. */
  readonly pace: Amount | null;
  readonly basis: Basis | null;
}

/** The same from the wallet's row alone: by its usual day as last measured. */
export function presentPace(wallet: Readonly<Counted & Pick<Wallet, "typicalSpend">>, now: number): Amount | null {
  const burning = burnOf(wallet, now).present * HOURS_A_DAY;
  return burning > (wallet.typicalSpend ?? 0n) ? burning : wallet.typicalSpend;
}

/** The pace at which a wallet is expected to spend from now on. */
export function forecastOf(
  figures: Pick<SpendFigures, "typical" | "days" | "confidence">,
  burn: Burn,
  expectation: Expectation = NOTHING_EXPECTED,
): Forecast {
  const { daily, basis } = usualDay(figures, expectation);
  const present = burn.present * HOURS_A_DAY;
  return present > (daily ?? 0n) ? { pace: present, basis: "present" } : { pace: daily, basis };
}
