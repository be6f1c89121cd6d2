import type { ErrorDetail } from "@plimsoll/contract";
import { currencyPrecision } from "../store/currency-precision.ts";
import type { Reads } from "../store/port/reads.ts";
import { invalid } from "./api-error.ts";

/** A violation for each of these fields whose currency neither ISO 4217 nor the account has. */
export async function unknownCurrencies(
  reads: Pick<Reads, "ownCurrency">,
  accountId: number,
  codes: readonly (readonly [field: string, code: string])[],
): Promise<ErrorDetail[]> {
  const details: ErrorDetail[] = [];
  for (const [field, code] of codes) {
    if ((await currencyPrecision(reads, accountId, code)) !== null) continue;
    const message = `${field} must be an ISO 4217 code or a currency of the account's own; there is no ${code}`;
    details.push({ field, message });
  }
  return details;
}

/** A known currency's decimal places. Throws VALIDATION_FAILURE with the field. */
export async function knownPrecision(
  reads: Pick<Reads, "ownCurrency">,
  accountId: number,
  field: string,
  code: string,
): Promise<number> {
  const precision = await currencyPrecision(reads, accountId, code);
  if (precision === null) throw invalid(await unknownCurrencies(reads, accountId, [[field, code]]));
  return precision;
}
