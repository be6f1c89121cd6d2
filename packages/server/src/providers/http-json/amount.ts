import { defaultScale, isCurrency } from "@plimsoll/core";
import type { HttpJsonPath, HttpJsonSettings } from "@plimsoll/contract";
import { negated, plainDecimal, sumOf } from "../../util/outside-text/amount.ts";
import { optionalCurrency, optionalDecimal } from "../../util/outside-text/text.ts";
import { asText, at, placeName } from "./path.ts";

/** What an item holds and in which currency. */
export interface Money {
  /** Null when the item does not say. */
  readonly currency: string | null;
  /** Decimal text in major units, or in words what is missing. */
  readonly amount: { readonly text: string } | { readonly problem: string };
}

export function moneyOf(settings: HttpJsonSettings, item: unknown): Money {
  const { path, plus, less, negate = false, unit = "major" } = settings.amount;
  if (unit === "with_currency") {
    const read = withCurrency(asText(at(item, path)) ?? "");
    if (read === null) return { currency: null, amount: problem(`has no text like "USD 5.00"`, path) };
    return { currency: read.currency, amount: { text: negate ? negated(read.amount) : read.amount } };
  }
  const currency = currencyOf(settings, item);
  if (currency === null) return { currency, amount: { problem: "names no currency" } };
  const places = unit === "minor" ? placesOf(settings, currency) : 0;
  const terms: string[] = [];
  const signed: readonly (readonly [HttpJsonPath, boolean])[] = [
    [path, negate],
    ...pathsOf(plus).map((place) => [place, false] as const),
    ...pathsOf(less).map((place) => [place, true] as const),
  ];
  for (const [place, isTaken] of signed) {
    const term = decimal(at(item, place), places);
    if (term === null) return { currency, amount: problem("has no decimal", place) };
    terms.push(isTaken ? negated(term) : term);
  }
  return { currency, amount: { text: sumOf(terms) } };
}

function problem(lack: string, path: HttpJsonPath): { readonly problem: string } {
  return { problem: `${lack} at ${placeName(path)}` };
}

/** A text is one path. */
function pathsOf(paths: string | readonly HttpJsonPath[] | undefined): readonly HttpJsonPath[] {
  return typeof paths === "string" ? [paths] : (paths ?? []);
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
function withCurrency(text: string): { readonly currency: string; readonly amount: string } | null {
  const match = /^(?:([A-Za-z]{3})\s*([-\d.,]+)|([-\d.,]+)\s*([A-Za-z]{3}))$/.exec(text.trim());
  const digits = match?.[2] ?? match?.[3] ?? "";
  const plain = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits) ? digits.replaceAll(",", "") : digits;
  const amount = plainDecimal(plain);
  const currency = match?.[1] ?? match?.[4];
  return amount === null || currency === undefined ? null : { currency: currency.toUpperCase(), amount };
}
