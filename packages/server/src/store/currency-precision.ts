import { defaultScale, isCurrency } from "@plimsoll/core";
import type { Reads } from "./port/reads.ts";

/** A currency's decimal places: of ISO 4217, or as the account set them for its own. Null for an unknown code. */
export async function currencyPrecision(
  reads: Pick<Reads, "ownCurrency">,
  accountId: number,
  code: string,
): Promise<number | null> {
  if (isCurrency(code)) return defaultScale(code);
  return (await reads.ownCurrency(accountId, code))?.precision ?? null;
}

/** The decimal places of the known ones among these currencies, by one read at most. */
export async function currencyPrecisions(
  reads: Pick<Reads, "ownCurrencies">,
  accountId: number,
  codes: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const own = codes.every(isCurrency) ? [] : await reads.ownCurrencies(accountId);
  const places = new Map(own.map(({ currency, precision }) => [currency, precision]));
  for (const code of codes) if (isCurrency(code)) places.set(code, defaultScale(code));
  return places;
}
