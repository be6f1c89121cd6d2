/**
 * The direction of rounding an inexact quotient: down, up, or to the nearest with halves away from zero, or to the even
 * one.
 */
export type Rounding = "floor" | "ceil" | "half_up" | "half_even";

/** The integer quotient of two integers, rounded. Throws a RangeError when `divisor` is zero. */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const floor = floorDivide(dividend, divisor);
  const remainder = dividend - floor * divisor;
  if (remainder === 0n || rounding === "floor") return floor;
  if (rounding === "ceil") return floor + 1n;
  const twice = magnitude(remainder) * 2n;
  const half = magnitude(divisor);
  if (twice !== half) return twice > half ? floor + 1n : floor;
  // Halves of a positive quotient go up in both; those of a negative one go away from zero in "half_up".
  const up = rounding === "half_up" ? floor >= 0n : floor % 2n !== 0n;
  return up ? floor + 1n : floor;
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const truncated = dividend / divisor;
  const isBelowZero = dividend < 0n !== divisor < 0n;
  return isBelowZero && truncated * divisor !== dividend ? truncated - 1n : truncated;
}

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}
