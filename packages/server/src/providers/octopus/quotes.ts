import { LosslessNumber } from "lossless-json";
import { ProviderError, type ProviderQuote, type QuoteRequest } from "../connector.ts";
import { plainDecimal } from "../../util/outside-text/amount.ts";
import { member } from "../../util/outside-text/members.ts";
import { optionalCurrency, optionalDecimal, optionalWhole } from "../../util/outside-text/text.ts";
import { decimalOf, membersOf } from "../json/members.ts";
import type { OctopusApi } from "./api.ts";

export async function quote(api: OctopusApi, request: QuoteRequest, signal: AbortSignal): Promise<ProviderQuote> {
  const path = `/api/v1/products/${encodeURIComponent(request.productId)}/charges`;
  const { value, window } = await api.post("charge", path, quantities(request), signal);
  const charges = membersOf(value, "body");
  const details = member(charges, "charges_details");
  const decimal = (name: string): string => decimalOf(member(charges, name), name);
  return {
    nonDiscountedTotal: decimal("non_discounted_total"),
    discountAmount: decimal("discount_amount"),
    totalAmount: decimal("total_amount"),
    discount: decimal("discount"),
    gstAmount: optionalDecimal(member(charges, "gst_amount")) ?? "0",
    totalPayable: decimal("total_payable"),
    maxQuantity: optionalWhole(member(charges, "max_quantity")),
    netAmount: decimal("net_amount"),
    handlingFeeAmount: optionalDecimal(member(charges, "handling_fee_amount")) ?? "0",
    sourceCurrency: optionalCurrency(member(details, "source_currency")),
    destinationCurrency: optionalCurrency(member(details, "destination_currency")),
    forexRate: optionalDecimal(member(details, "forex_rate")),
    conversionFee: optionalDecimal(member(details, "conversion_fee")),
    window,
  };
}

/** The members that a quote and an order share. Amounts are sent digit for digit as they were received. */
export function quantities({ denomination, quantity, externalWalletId }: QuoteRequest): Record<string, unknown> {
  const amount = plainDecimal(denomination);
  if (amount === null) throw new ProviderError("rejected", "the denomination is not a decimal");
  return {
    denomination: new LosslessNumber(amount),
    quantity,
    ...(externalWalletId === null ? {} : { wallet_id: asId(externalWalletId) }),
  };
}

/** Ids are numbers in the protocol; one that is not is sent as text. */
export function asId(id: string): LosslessNumber | string {
  return /^(0|[1-9]\d{0,18})$/.test(id) ? new LosslessNumber(id) : id;
}
