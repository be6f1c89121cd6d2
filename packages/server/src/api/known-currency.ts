import type { ErrorDetail } from "@plimsoll/contract";
import { currencyPrecision, currencyPrecisions } from "../store/currency-precision.ts";
import type { Reads } from "../store/port/reads.ts";
import { invalid } from "./api-error.ts";

export function unknownCurrency(field: string, code: string): ErrorDetail {
  const message = `${field} must be an ISO 4217 code or a currency of the account's own; there is no ${code}`;
  return { field, message };
}

/** A violation for each of these fields whose currency neither ISO 4217 nor the account has. */
export async function unknownCurrencies(
  reads: Pick<Reads, "ownCurrencies">,
  accountId: number,
  codes: readonly (readonly [field: string, code: string])[],
): Promise<ErrorDetail[]> {
  const known = await currencyPrecisions(
    reads,
    accountId,
    codes.map(([, code]) => code),
  );
  return codes.filter(([, code]) => !known.has(code)).map(([field, code]) => unknownCurrency(field, code));
}

/** A known currency's decimal places. Throws VALIDATION_FAILURE with the field. */
export async function knownPrecision(
  reads: Pick<Reads, "ownCurrency">,
  accountId: number,
  field: string,
  code: string,
): Promise<number> {
  const precision = await currencyPrecision(reads, accountId, code);
  if (precision === null) throw invalid([unknownCurrency(field, code)]);
  return precision;
}
