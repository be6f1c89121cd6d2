import { currencyId } from "@plimsoll/core";
import type { Currency } from "@plimsoll/contract";

const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

let catalogue: readonly Currency[] | null = null;

/** Every ISO 4217 code the runtime knows, by id. */
export function currencies(): readonly Currency[] {
  catalogue ??= [...CODES].map(describe).toSorted((a, b) => a.id - b.id);
  return catalogue;
}

export function isCurrency(code: string): boolean {
  return CODES.has(code);
}

/** The decimal places a currency counts in. */
export function defaultScale(code: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

function describe(code: string): Currency {
  const names = new Intl.DisplayNames("en", { type: "currency" });
  return { id: currencyId(code), name: names.of(code) ?? code, currency: code, precision: defaultScale(code) };
}
