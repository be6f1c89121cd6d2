import type { Charges } from "@plimsoll/contract";
import type { Product } from "../model/product.ts";
import { formatAmount, type Amount } from "../money/amount.ts";
import { formatDecimal } from "../money/decimal.ts";
import type { Quote } from "../products/quote.ts";
import { jsonText, type JsonText } from "./json-text.ts";

/** The quote in the Octopus protocol's words: amounts are exact JSON numbers, and decimal strings in `exact`. */
export function quoteJson(product: Readonly<Product>, found: Quote): JsonText<Charges> {
  const { payer } = found;
  const own = (units: Amount) => formatAmount(units, product.scale);
  const paid = (units: Amount) => formatAmount(units, payer.assetScale);
  const rate = found.rate === null ? null : formatDecimal(found.rate);
  const totals = {
    non_discounted_total: own(found.face),
    discount_amount: own(found.discount),
    total_amount: own(found.total),
    discount: product.discount,
    gst_amount: own(0n),
    total_payable: paid(found.payable),
  };
  const charged = { net_amount: paid(found.net), handling_fee_amount: paid(found.fee) };
  const denomination = own(found.denomination);
  const exact: Charges["exact"] = { ...totals, ...charged, denomination, forex_rate: rate };
  const details = jsonText<Charges["charges_details"], "source_currency" | "destination_currency" | "forex_rate">(
    {
      source_currency: JSON.stringify(product.currency),
      destination_currency: JSON.stringify(payer.currency),
      forex_rate: rate ?? "null",
    },
    { conversion_fee: null },
  );
  return jsonText(
    {
      ...totals,
      max_quantity: product.maxQuantity,
      ...charged,
      charges_details: details,
      product_id: JSON.stringify(product.id),
      denomination,
    },
    { quantity: found.quantity, currency: payer.currency, exact },
  );
}
