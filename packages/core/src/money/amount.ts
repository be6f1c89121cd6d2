import { decimalText, fractionDigits, unitsOf, unread } from "./decimal-text.ts";
import { NOT_DECIMAL, OUT_OF_RANGE, TOO_FINE } from "./parsed.ts";
import type { AmountProblem, Parsed } from "./parsed.ts";
import { powerOfTen } from "./power-of-ten.ts";
import { divideRounded } from "./rounding.ts";

export type { AmountProblem, Parsed } from "./parsed.ts";

/** Money: an integer count of 10^-scale of a currency's unit, where the scale is the wallet's. */
export type Amount = bigint;

/**
 * The databases store amounts as signed 64-bit integers.
 * @limit Domain: largest amount, in units of the last decimal place.
 */
export const MAX_AMOUNT = 9223372036854775807n;
/** @limit Domain: smallest amount, in units of the last decimal place. */
export const MIN_AMOUNT = -9223372036854775808n;

/** @limit Domain: decimal places of a wallet. */
export const MAX_SCALE = 9;

/**
 * Reads an amount from the wire at a wallet's scale.
 *
 * `input` is a decimal string ("12", "-0.50", "007"; no exponent, plus sign, blanks or bare
 * point; at most MAX_DECIMAL_LENGTH characters) or a JSON number of at most 15 digits.
 * `scale` is 0 to MAX_SCALE.
 *
 * Problems: `not_decimal` for anything else; `too_fine` for more fraction digits than the scale,
 * zeros too ("1.000" at scale 2: the rule counts digits, and a sender who writes three places
 * counts in another scale than this wallet); `out_of_range` beyond 64 bits.
 * Throws a RangeError for a scale that no wallet has.
 */
export function parseAmount(input: unknown, scale: number): Parsed<Amount, AmountProblem> {
  requireScale(scale);
  const text = decimalText(input);
  if (text === null) return NOT_DECIMAL;
  const fraction = fractionDigits(text);
  if (fraction < 0) return unread(text);
  if (fraction > scale) return TOO_FINE;
  const value = unitsOf(text, fraction, scale - fraction);
  return isAmount(value) ? { ok: true, value } : OUT_OF_RANGE;
}

/**
 * Reads decimal text from outside at a wallet's scale, by its value: `exact` says whether nothing but zeros stood beyond the scale, and `value` is the
 * storable amount next to it toward less. Problems as `parseAmount`, without `too_fine`.
 */
export function floorAmount(
  text: string,
  scale: number,
): Parsed<{ readonly floor: Amount; readonly exact: boolean }, "not_decimal" | "out_of_range"> {
  requireScale(scale);
  const fraction = fractionDigits(text);
  if (fraction < 0) return NOT_DECIMAL;
  const finer = powerOfTen(Math.max(0, fraction - scale));
  const units = unitsOf(text, fraction, Math.max(0, scale - fraction));
  const floor = divideRounded(units, finer, "floor");
  return isAmount(floor) ? { ok: true, value: { floor, exact: floor * finer === units } } : OUT_OF_RANGE;
}

/**
 * An amount as decimal text with exactly `scale` fraction digits: (-200n, 2) is "-2.00",
 * (5n, 2) is "0.05", (5n, 0) is "5". Throws a RangeError for a scale that no wallet has.
 */
export function formatAmount(units: Amount, scale: number): string {
  requireScale(scale);
  if (scale === 0) return units.toString();
  const sign = units < 0n ? "-" : "";
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Whether an integer can be stored as an amount (64 bits, signed). */
export function isAmount(units: bigint): boolean {
  return units >= MIN_AMOUNT && units <= MAX_AMOUNT;
}

/** The storable amount nearest to `units`. */
export function clampAmount(units: bigint): Amount {
  if (units < MIN_AMOUNT) return MIN_AMOUNT;
  return units > MAX_AMOUNT ? MAX_AMOUNT : units;
}

function requireScale(scale: number): void {
  if (!Number.isInteger(scale) || scale < 0 || scale > MAX_SCALE) {
    throw new RangeError(`scale must be a whole number from 0 to ${MAX_SCALE}, not ${scale}`);
  }
}
