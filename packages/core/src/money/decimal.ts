import { MAX_AMOUNT, MIN_AMOUNT } from "./amount.ts";
import { decimalText, fractionDigits, unitsOf, unread } from "./decimal-text.ts";
import { NOT_DECIMAL, OUT_OF_RANGE, TOO_FINE } from "./parsed.ts";
import type { AmountProblem, Parsed } from "./parsed.ts";
import { powerOfTen } from "./power-of-ten.ts";
import { divideRounded } from "./rounding.ts";
import type { Rounding } from "./rounding.ts";

export type { Rounding } from "./rounding.ts";

/** @limit Domain: fraction digits of a threshold, margin or rate. */
export const MAX_DECIMAL_SCALE = 18;

/** An exact decimal that belongs to no wallet: `units` counts 10^-scale, scale 0 to 18. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/**
 * Reads a threshold, margin or rate: the texts and numbers that parseAmount reads, at the scale
 * they were written in ("1.50" is 150 at scale 2).
 *
 * Problems: `not_decimal`; `too_fine` for more than MAX_DECIMAL_SCALE fraction digits;
 * `out_of_range` for a value (not its units) beyond 64 bits.
 */
export function parseDecimal(input: unknown): Parsed<Decimal, AmountProblem> {
  const text = decimalText(input);
  if (text === null) return NOT_DECIMAL;
  const scale = fractionDigits(text);
  if (scale < 0) return unread(text);
  if (scale > MAX_DECIMAL_SCALE) return TOO_FINE;
  const units = unitsOf(text, scale, 0);
  return isInRange(units, scale) ? { ok: true, value: { units, scale } } : OUT_OF_RANGE;
}

/** The units of a decimal at another scale. The result may be beyond 64 bits. */
export function toScale(value: Decimal, scale: number, rounding: Rounding): bigint {
  const padding = scale - value.scale;
  if (padding >= 0) return value.units * powerOfTen(padding);
  return divideRounded(value.units, powerOfTen(-padding), rounding);
}

/** `amount` × `by`, in the amount's own scale. The result may be beyond 64 bits. */
export function multiplyAmount(amount: bigint, by: Decimal, rounding: Rounding): bigint {
  return divideRounded(amount * by.units, powerOfTen(by.scale), rounding);
}

/**
 * `amount` ÷ `by`, in the amount's own scale. The result may be beyond 64 bits.
 * Throws a RangeError when `by` is zero.
 */
export function divideAmount(amount: bigint, by: Decimal, rounding: Rounding): bigint {
  return divideRounded(amount * powerOfTen(by.scale), by.units, rounding);
}

/** The order of two decimals by value: "1.0" and "1" are equal. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const left = a.units * powerOfTen(b.scale);
  const right = b.units * powerOfTen(a.scale);
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function isInRange(units: bigint, scale: number): boolean {
  const one = powerOfTen(scale);
  return units >= MIN_AMOUNT * one && units <= MAX_AMOUNT * one;
}

/** A decimal and its shortest plain text, without insignificant zeros. Null for text that is not a decimal. */
export function decimalOf(input: unknown): { readonly value: Decimal; readonly text: string } | null {
  const parsed = parseDecimal(input);
  return parsed.ok ? { value: parsed.value, text: formatDecimal(parsed.value) } : null;
}

/** The shortest text of a decimal: 150 at scale 2 is "1.5". */
export function formatDecimal({ units, scale }: Decimal): string {
  const sign = units < 0n ? "-" : "";
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  const fraction = digits.slice(point).replace(/0+$/, "");
  return `${sign}${digits.slice(0, point)}${fraction === "" ? "" : `.${fraction}`}`;
}
