import type { Violation } from "../outcome.ts";
import type { Denominations, Fee, Product } from "../model/product.ts";
import { formatAmount, parseAmount, type Amount } from "../money/amount.ts";
import { compareDecimals, decimalOf, type Decimal } from "../money/decimal.ts";
import { tooLarge } from "../money/problem.ts";

/** @limit Domain: face values that a product may list. */
const MAX_DENOMINATIONS = 500;

const HUNDRED: Decimal = { units: 100n, scale: 0 };

/** A field as it is stored, or its violation. */
export type Field<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly violations: readonly Violation[] };

function problem(field: string, message: string): Field<never> {
  return { ok: false, violations: [{ field, message: `${field} ${message}` }] };
}

/** An amount greater than zero in the product's scale, as text; null for anything else. */
function positive(input: unknown, scale: number): Amount | null {
  const amount = parseAmount(input, scale);
  return amount.ok && amount.value > 0n ? amount.value : null;
}

/** A list of face values, or `{min, max, step?}`; without a step every amount of the currency. */
export function readDenominations(input: unknown, scale: number): Field<Denominations> {
  if (Array.isArray(input)) return readList(input, scale);
  if (typeof input !== "object" || input === null) {
    return problem("denominations", "must be an array of amounts, or an object with min, max and step");
  }
  const range = input as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(range).find((name) => !["min", "max", "step"].includes(name));
  if (unknown !== undefined) return problem(`denominations.${unknown}`, "is not a known field");
  const units = {
    min: positive(range["min"], scale),
    max: positive(range["max"], scale),
    step: range["step"] === undefined || range["step"] === null ? 1n : positive(range["step"], scale),
  };
  const violations = (["min", "max", "step"] as const).flatMap((name) =>
    units[name] === null
      ? [{ field: `denominations.${name}`, message: amountRule(range[name], `denominations.${name}`, scale) }]
      : [],
  );
  const { min, max, step } = units;
  if (min === null || max === null || step === null) return { ok: false, violations };
  if (max < min) return problem("denominations.max", "must not be less than min");
  return {
    ok: true,
    value: { min: formatAmount(min, scale), max: formatAmount(max, scale), step: formatAmount(step, scale) },
  };
}

function readList(input: readonly unknown[], scale: number): Field<Denominations> {
  if (input.length === 0 || input.length > MAX_DENOMINATIONS) {
    return problem("denominations", `must have 1 to ${MAX_DENOMINATIONS} items`);
  }
  const units = input.map((item) => positive(item, scale));
  const violations = units.flatMap((amount, i) =>
    amount === null
      ? [{ field: `denominations.${i}`, message: amountRule(input[i], `denominations.${i}`, scale) }]
      : [],
  );
  if (violations.length > 0) return { ok: false, violations };
  const texts = new Set(units.map((amount) => formatAmount(amount ?? 0n, scale)));
  return { ok: true, value: [...texts] };
}

function amountRule(input: unknown, field: string, scale: number): string {
  const rule = `${field} must be a decimal greater than zero with at most ${scale} decimal places`;
  return tooLarge(input, field, scale) ?? rule;
}

/** Whether a face value is one of the product's. */
export function isDenomination(product: Pick<Product, "denominations" | "scale">, amount: Amount): boolean {
  const known = JSON.parse(product.denominations) as Denominations;
  if (Array.isArray(known)) return known.includes(formatAmount(amount, product.scale));
  const [min, max, step] = [known.min, known.max, known.step].map((text) => stored(text, product.scale)) as [
    Amount,
    Amount,
    Amount,
  ];
  return amount >= min && amount <= max && (amount - min) % step === 0n;
}

/** Percent of the face value, 0 to 100; none by default. */
export function readDiscount(input: unknown): Field<string> {
  if (input === undefined || input === null) return { ok: true, value: "0" };
  const percent = readPercent(input);
  return percent === null ? problem("discount", "must be a percentage from 0 to 100") : { ok: true, value: percent };
}

/** An amount, `{amount}` or `{percent}`; none when absent, null or zero. */
export function readFee(input: unknown, scale: number): Field<Fee | null> {
  if (input === undefined || input === null) return { ok: true, value: null };
  if (typeof input === "object") return readFeeObject(input as Readonly<Record<string, unknown>>, scale);
  return readFeeAmount(input, "fee", scale);
}

function readFeeObject(input: Readonly<Record<string, unknown>>, scale: number): Field<Fee | null> {
  const [name, ...others] = Object.keys(input);
  if (others.length > 0 || (name !== "amount" && name !== "percent")) {
    return problem("fee", "must be an amount, or an object with either amount or percent");
  }
  if (name === "amount") return readFeeAmount(input["amount"], "fee.amount", scale);
  const percent = readPercent(input["percent"]);
  if (percent === null) return problem("fee.percent", "must be a percentage from 0 to 100");
  return { ok: true, value: percent === "0" ? null : { percent } };
}

function readFeeAmount(input: unknown, field: string, scale: number): Field<Fee | null> {
  const amount = parseAmount(input, scale);
  if (!amount.ok || amount.value < 0n) {
    const rule = `${field} must be a decimal of at least zero with at most ${scale} decimal places`;
    return { ok: false, violations: [{ field, message: tooLarge(input, field, scale) ?? rule }] };
  }
  return { ok: true, value: amount.value === 0n ? null : { amount: formatAmount(amount.value, scale) } };
}

function readPercent(input: unknown): string | null {
  const percent = decimalOf(input);
  if (!percent || percent.value.units < 0n || compareDecimals(percent.value, HUNDRED) > 0) return null;
  return percent.text;
}

/** An amount that was stored as text. */
export function stored(text: string, scale: number): Amount {
  const amount = parseAmount(text, scale);
  if (!amount.ok) throw new Error(`a stored amount does not parse: ${text}`);
  return amount.value;
}
