/** @limit Providers: characters of a provider's amount. */
const MAX_AMOUNT_CHARACTERS = 64;
/** @limit Providers: largest exponent of a provider's amount. */
const MAX_EXPONENT = 30;

const NUMBER = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * The one reader of amounts from outside: a number in JSON's notation, exponents included, as plain decimal text with
 * the same digits, its point moved by `shift` places to the right. Null for anything else.
 */
export function plainDecimal(text: string, shift = 0): string | null {
  const match = text.length <= MAX_AMOUNT_CHARACTERS ? NUMBER.exec(text) : null;
  if (!match) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const moved = Number(exponent) + shift;
  if (Math.abs(moved) > MAX_EXPONENT) return null;
  const point = whole.length + moved;
  const digits = (whole + fraction).padStart(whole.length + fraction.length + Math.max(0, 1 - point), "0");
  const before = Math.max(point, 1);
  const padded = digits.padEnd(before, "0");
  const left = padded.slice(0, before).replace(/^0+(?=\d)/, "");
  const right = padded.slice(before);
  const minus = sign === "-" && /[1-9]/.test(padded) ? "-" : "";
  return right === "" ? minus + left : `${minus}${left}.${right}`;
}

/** A plain decimal without insignificant zeros at its end: "1.000" and "1" are one amount. */
export function withoutTrailingZeros(decimal: string): string {
  if (!decimal.includes(".")) return decimal;
  let end = decimal.length;
  while (decimal[end - 1] === "0") end -= 1;
  return decimal.slice(0, decimal[end - 1] === "." ? end - 1 : end);
}

/** A plain decimal with the other sign. */
export function negated(decimal: string): string {
  if (decimal.startsWith("-")) return decimal.slice(1);
  return /[1-9]/.test(decimal) ? `-${decimal}` : decimal;
}

/** The sum of plain decimals, one at least: every digit of it. */
export function sumOf(decimals: readonly string[]): string {
  if (decimals.length === 1) return decimals[0] ?? "0";
  const places = Math.max(...decimals.map(fractionLength));
  const units = decimals.reduce((sum, decimal) => {
    const digits = decimal.replace(".", "") + "0".repeat(places - fractionLength(decimal));
    return sum + BigInt(digits);
  }, 0n);
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, "0");
  const point = digits.length - places;
  const text = places === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return units < 0n ? `-${text}` : text;
}

function fractionLength(decimal: string): number {
  const point = decimal.indexOf(".");
  return point < 0 ? 0 : decimal.length - point - 1;
}
