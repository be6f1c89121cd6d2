import * as fc from "fast-check";
import { expect, test } from "vitest";
import { divideRounded } from "./rounding.ts";

const anyInteger = fc.oneof(fc.bigInt({ min: -50n, max: 50n }), fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }));
const anyDivisor = anyInteger.filter((n) => n !== 0n);

test.each<[bigint, bigint, bigint, bigint]>([
  [1n, 2n, 1n, 0n],
  [3n, 2n, 2n, 2n],
  [5n, 2n, 3n, 2n],
  [-1n, 2n, -1n, 0n],
  [-3n, 2n, -2n, -2n],
  [-5n, 2n, -3n, -2n],
  [5n, -2n, -3n, -2n],
  [-5n, -2n, 3n, 2n],
  [-7n, 4n, -2n, -2n],
  [-5n, 4n, -1n, -1n],
])("%i / %i goes to %i with halves away from zero, to %i with halves to the even one", (n, d, away, even) => {
  expect(divideRounded(n, d, "half_up")).toBe(away);
  expect(divideRounded(n, d, "half_even")).toBe(even);
});

test("to the nearest is the same on both sides of zero", () => {
  fc.assert(
    fc.property(anyInteger, anyDivisor, fc.constantFrom("half_up" as const, "half_even" as const), (n, d, rounding) => {
      expect(divideRounded(-n, d, rounding)).toBe(-divideRounded(n, d, rounding));
    }),
  );
});

test("is never further away than necessary", () => {
  fc.assert(
    fc.property(anyInteger, anyDivisor, (n, d) => {
      const size = d < 0n ? -d : d;
      const distance = (quotient: bigint) => (quotient * d < n ? n - quotient * d : quotient * d - n);
      expect(distance(divideRounded(n, d, "half_up")) * 2n <= size).toBe(true);
      expect(distance(divideRounded(n, d, "half_even")) * 2n <= size).toBe(true);
      expect(distance(divideRounded(n, d, "floor")) < size).toBe(true);
      expect(distance(divideRounded(n, d, "ceil")) < size).toBe(true);
    }),
  );
});
