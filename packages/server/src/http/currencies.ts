import { currencyId } from "@plimsoll/core";
import type { Currency } from "@plimsoll/contract";

const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

const NAMES = new Intl.DisplayNames("en", { type: "currency" });

let catalogue: readonly Currency[] | null = null;

/** Every ISO 4217 code the runtime knows, by id. */
export function currencies(): readonly Currency[] {
  catalogue ??= [...CODES].map(describe).toSorted((a, b) => a.id - b.id);
  return catalogue;
}

export function isCurrency(code: string): boolean {
  return CODES.has(code);
}

/** Where the runtime tells the digits people still use, ISO 4217's minor unit is what banks and providers count in. */
const ISO_MINOR_UNITS: ReadonlyMap<string, number> = new Map([
  ...["AFN", "ALL", "COP", "HUF", "IDR", "IRR", "KPW", "LAK", "LBP"].map((code) => [code, 2] as const),
  ...["MGA", "MMK", "PKR", "SLL", "SOS", "SYP", "YER"].map((code) => [code, 2] as const),
  ["IQD", 3],
]);

const scales = new Map<string, number>(ISO_MINOR_UNITS);

/** The decimal places a currency counts in. */
export function defaultScale(code: string): number {
  // Asking the runtime takes longer than everything else that creating a wallet does.
  const known = scales.get(code);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  const scale = format.resolvedOptions().maximumFractionDigits ?? 2;
  scales.set(code, scale);
  return scale;
}

function describe(code: string): Currency {
  return { id: currencyId(code), name: NAMES.of(code) ?? code, currency: code, precision: defaultScale(code) };
}
