import { isoTime } from "../time/iso-time.ts";
import type { FxRate } from "../model/fx-rate.ts";

export function fxRateResource(rate: Readonly<FxRate>) {
  return { from: rate.fromCurrency, to: rate.toCurrency, rate: rate.rate, updated_at: isoTime(rate.updatedAt) };
}
