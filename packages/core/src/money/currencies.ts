import { currencyId } from "./currency.ts";

/** A currency of ISO 4217; `precision` in decimal places. */
export interface Currency {
  readonly id: number;
  readonly name: string;
  readonly currency: string;
  readonly precision: number;
}

// Read on first use, because the runtime's lookup takes a thirtieth of a start.
let supported: ReadonlySet<string> | null = null;
let catalogue: readonly Currency[] | null = null;

function codes(): ReadonlySet<string> {
  supported ??= new Set(Intl.supportedValuesOf("currency"));
  return supported;
}

/** Every ISO 4217 code the runtime knows, by id. */
export function currencies(): readonly Currency[] {
  if (catalogue === null) {
    const names = new Intl.DisplayNames("en", { type: "currency" });
    const described = [...codes()].map((code) => describe(code, names.of(code) ?? code));
    catalogue = described.toSorted((a, b) => a.id - b.id);
  }
  return catalogue;
}

export function isCurrency(code: string): boolean {
  return codes().has(code);
}

/**
 * Where the runtime gives the decimal places in common use, these are ISO 4217's, which banks and providers count in.
 */
const ISO_MINOR_UNITS: ReadonlyMap<string, number> = new Map([
  ...["AFN", "ALL", "COP", "HUF", "IDR", "IRR", "KPW", "LAK", "LBP"].map((code) => [code, 2] as const),
  ...["MGA", "MMK", "PKR", "SLL", "SOS", "SYP", "YER"].map((code) => [code, 2] as const),
  ["IQD", 3],
]);

const scales = new Map<string, number>(ISO_MINOR_UNITS);

/** The decimal places a currency counts in. */
export function defaultScale(code: string): number {
  // The runtime's lookup would be the most expensive step of creating a wallet.
  const known = scales.get(code);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat("en", { style: "currency", currency: code });
  const scale = format.resolvedOptions().maximumFractionDigits ?? 2;
  scales.set(code, scale);
  return scale;
}

function describe(code: string, name: string): Currency {
  return { id: currencyId(code), name, currency: code, precision: defaultScale(code) };
}
