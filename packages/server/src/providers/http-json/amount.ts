import type { HttpJsonSettings } from "@plimsoll/contract";
import { parseDecimal, toScale } from "@plimsoll/core";
import { defaultScale, isCurrency } from "../../currencies.ts";
import { plainDecimal } from "../../outside-text/amount.ts";
import { optionalCurrency, optionalDecimal } from "../../outside-text/text.ts";
import { asText, at } from "./path.ts";

export interface Money {
  readonly currency: string;
  /** Decimal text in major units. */
  readonly amount: string;
}

/** What an item holds and in which currency; in words what is missing. */
export function moneyOf(settings: HttpJsonSettings, item: unknown): Money | string {
  const { path, less, unit = "major", round_down: roundDown = false, scale } = settings.amount;
  const value = at(item, path);
  if (unit === "with_currency") {
    const read = withCurrency(asText(value) ?? "");
    return read ?? `has no text like "USD 5.00" at ${path}`;
  }
  const currency = currencyOf(settings, item);
  if (currency === null) return "names no currency";
  const written = decimal(value, unit === "minor" ? placesOf(settings, currency) : 0);
  if (written === null) return `has no decimal at ${path}`;
  let amount = written;
  if (less !== undefined) {
    const taken = decimal(at(item, less), unit === "minor" ? placesOf(settings, currency) : 0);
    const rest = taken === null ? null : difference(written, taken);
    if (rest === null) return `has no decimal at ${less}`;
    amount = rest;
  }
  return { currency, amount: roundDown && scale !== undefined ? cut(amount, scale) : amount };
}

function currencyOf({ currency: path, implied_currency: implied }: HttpJsonSettings, item: unknown): string | null {
  const named = path === undefined ? null : optionalCurrency(at(item, path));
  return named ?? implied ?? null;
}

function placesOf({ amount: { exponents } }: HttpJsonSettings, currency: string): number {
  const own = exponents?.find((entry) => entry.currency === currency);
  return own?.places ?? (isCurrency(currency) ? defaultScale(currency) : 2);
}

function decimal(value: unknown, places: number): string | null {
  const text = optionalDecimal(value);
  return text === null || places === 0 ? text : plainDecimal(text, -places);
}

/** "KES 1785.50", "KES 1,785.50" and "1785.50 KES". */
function withCurrency(text: string): Money | null {
  const match = /^(?:([A-Za-z]{3})\s*([-\d.,]+)|([-\d.,]+)\s*([A-Za-z]{3}))$/.exec(text.trim());
  const digits = match?.[2] ?? match?.[3] ?? "";
  const plain = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits) ? digits.replaceAll(",", "") : digits;
  const amount = plainDecimal(plain);
  const currency = match?.[1] ?? match?.[4];
  return amount === null || currency === undefined ? null : { currency: currency.toUpperCase(), amount };
}

function difference(a: string, b: string): string | null {
  const [left, right] = [parseDecimal(a), parseDecimal(b)];
  if (!left.ok || !right.ok) return null;
  const scale = Math.max(left.value.scale, right.value.scale);
  const units = toScale(left.value, scale, "floor") - toScale(right.value, scale, "floor");
  return plainDecimal(units.toString(), -scale);
}

/** Less money rather than more: nobody may spend a fraction that is not there. */
function cut(amount: string, scale: number): string {
  const value = parseDecimal(amount);
  if (!value.ok || value.value.scale <= scale) return amount;
  return plainDecimal(toScale(value.value, scale, "floor").toString(), -scale) ?? amount;
}
