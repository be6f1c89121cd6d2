import type { Period } from "../store/port/wallets.ts";
import { timeOf } from "./time-of.ts";

/** `from` and `to` of a query. Throws VALIDATION_FAILURE with the field. */
export function periodOf(query: { readonly from?: string; readonly to?: string }): Period {
  return {
    from: query.from === undefined ? null : timeOf("from", query.from),
    to: query.to === undefined ? null : timeOf("to", query.to),
  };
}
