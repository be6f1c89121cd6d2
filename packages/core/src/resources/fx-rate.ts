import type { FxRate } from "@plimsoll/contract";
import { isoTime } from "../time/iso-time.ts";
import type { FxRate as FxRateRow } from "../model/fx-rate.ts";

export function fxRateResource(rate: Readonly<FxRateRow>): FxRate {
  return { from: rate.fromCurrency, to: rate.toCurrency, rate: rate.rate, updated_at: isoTime(rate.updatedAt) };
}
