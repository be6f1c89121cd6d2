/** Where an inexact quotient goes: down, up, or to the nearest with halves to the even one. */
export type Rounding = "floor" | "ceil" | "half_even";

/** The integer quotient of two integers, rounded. Throws a RangeError when `divisor` is zero. */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const floor = floorDivide(dividend, divisor);
  const remainder = dividend - floor * divisor;
  if (remainder === 0n || rounding === "floor") return floor;
  if (rounding === "ceil") return floor + 1n;
  return roundsUpToNearest(floor, magnitude(remainder), magnitude(divisor)) ? floor + 1n : floor;
}

function floorDivide(dividend: bigint, divisor: bigint): bigint {
  const truncated = dividend / divisor;
  const isBelowZero = dividend < 0n !== divisor < 0n;
  return isBelowZero && truncated * divisor !== dividend ? truncated - 1n : truncated;
}

function roundsUpToNearest(floor: bigint, remainder: bigint, divisor: bigint): boolean {
  const twice = remainder * 2n;
  return twice > divisor || (twice === divisor && floor % 2n !== 0n);
}

function magnitude(n: bigint): bigint {
  return n < 0n ? -n : n;
}
