import { NOT_DECIMAL, OUT_OF_RANGE, TOO_FINE } from "./parsed.ts";
import { powerOfTen } from "./power-of-ten.ts";

/** @limit Domain: characters of a decimal, its sign and point included. */
export const MAX_DECIMAL_LENGTH = 64;

/**
 * A double gives back every number of up to this many digits as it was written.
 * @limit Domain: significant digits of an amount given as a JSON number.
 */
const MAX_NUMBER_DIGITS = 15;

/** Digits that a double counts exactly, whatever they are. */
const EXACT_DIGITS = 15;

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/**
 * An input's decimal text: a string unchanged, a finite number as its shortest decimal text. `null` for a number that
 * may differ from what was written (more than MAX_NUMBER_DIGITS digits from its first non-zero digit on) and for every
 * other type. Numbers that were written with an exponent do not reach this function: the parser of a request's JSON
 * refuses them.
 *
 * Trailing zeros of a whole number count as digits: 10000000000000000001 reaches us as
 * 10000000000000000000, and only its length shows it.
 */
export function decimalText(input: unknown): string | null {
  if (typeof input === "string") return input;
  if (typeof input !== "number") return null;
  const text = withoutExponent(String(input));
  return fractionDigits(text) >= 0 && significantDigits(text) <= MAX_NUMBER_DIGITS ? text : null;
}

/** JavaScript writes numbers below a millionth with an exponent: "1.5e-7" becomes "0.00000015" again. */
function withoutExponent(text: string): string {
  const parts = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text);
  if (!parts) return text;
  const [, sign = "", whole = "", fraction = "", exponent = ""] = parts;
  return `${sign}0.${"0".repeat(Number(exponent) - 1)}${whole}${fraction}`;
}

/**
 * The number of digits after the point (0 without a point), or -1 when the text is not a decimal: `-?` digits, then
 * optionally a point and digits, ASCII digits only, nothing before or after.
 */
export function fractionDigits(text: string): number {
  const length = text.length;
  if (length > MAX_DECIMAL_LENGTH) return -1;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  let point = -1;
  for (let i = start; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code >= ZERO && code <= NINE) continue;
    if (code !== POINT || point >= 0 || i === start) return -1;
    point = i;
  }
  if (length === start || point === length - 1) return -1;
  return point < 0 ? 0 : length - point - 1;
}

/** Decimal text with at least the decimal places of another: "20" beside "15.00" is "20.00". */
export function withPlacesOf(other: string, text: string): string {
  const places = fractionDigits(text);
  const missing = fractionDigits(other) - places;
  if (places < 0 || missing <= 0) return text;
  return `${text}${places === 0 ? "." : ""}${"0".repeat(missing)}`;
}

/** @limit Domain: digits before the point of the largest amount. */
const MAX_WHOLE_DIGITS = 19;

/** Why a text without `fractionDigits` is not read: a decimal may also be too long. */
export function unread(text: string): typeof NOT_DECIMAL | typeof TOO_FINE | typeof OUT_OF_RANGE {
  const decimal = text.length > MAX_DECIMAL_LENGTH ? /^-?0*(\d+)(\.\d+)?$/.exec(text) : null;
  if (decimal === null) return NOT_DECIMAL;
  const [, whole = "", fraction] = decimal;
  if (whole.length > MAX_WHOLE_DIGITS) return OUT_OF_RANGE;
  return fraction === undefined ? NOT_DECIMAL : TOO_FINE;
}

/**
 * A decimal text as an integer count of 10^-(fraction + padding). `text` must have passed fractionDigits, whose result
 * is `fraction`.
 */
export function unitsOf(text: string, fraction: number, padding: number): bigint {
  // A double adds up short texts several times faster than the BigInt parser does.
  if (text.length + padding <= EXACT_DIGITS) {
    return BigInt(smallInteger(text) * 10 ** padding);
  }
  if (fraction === 0) return BigInt(text) * powerOfTen(padding);
  const point = text.length - fraction - 1;
  return BigInt(text.slice(0, point) + text.slice(point + 1)) * powerOfTen(padding);
}

function smallInteger(text: string): number {
  const negative = text.charCodeAt(0) === MINUS;
  let value = 0;
  for (let i = negative ? 1 : 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== POINT) value = value * 10 + (code - ZERO);
  }
  return negative ? -value : value;
}

function significantDigits(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code >= ZERO && code <= NINE;
    if (digit && (count > 0 || code !== ZERO)) count++;
  }
  return count;
}
