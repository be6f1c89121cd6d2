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
