import { rateBetween, type Decimal, type FxRate } from "@plimsoll/core";

/** An account's rate between two currencies; null without one. */
export type Rates = (from: string, to: string) => Decimal | null;

export function ratesOf(rows: readonly FxRate[]): Rates {
  const known = new Map(rows.map((row) => [`${row.fromCurrency} ${row.toCurrency}`, row]));
  return (from, to) => rateBetween(from, to, known.get(`${from} ${to}`) ?? null, known.get(`${to} ${from}`) ?? null);
}
