/** @nolimit The powers of ten that are computed once; the others are computed when needed. */
const TABLE_SIZE = 28;

const table: readonly bigint[] = Array.from({ length: TABLE_SIZE }, (_, n) => 10n ** BigInt(n));

/** 10^n for an integer n >= 0. Throws a RangeError for anything else. */
export function powerOfTen(n: number): bigint {
  return table[n] ?? 10n ** BigInt(n);
}
