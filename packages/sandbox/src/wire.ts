import { currencyId, formatAmount } from "@plimsoll/core";
import { LosslessNumber } from "lossless-json";
import type { Entry, SandboxWallet } from "./ledger.ts";
import type { Order } from "./orders.ts";
import type { Product, Quote } from "./products.ts";

/** Whether times are printed as the provider's examples show them, to the second, or to the millisecond. */
export type TimePrecision = "second" | "millisecond";

/** An amount as the JSON number that the protocol prints, digit for digit: 5000.00. */
function money(units: bigint, scale: number): LosslessNumber {
  return new LosslessNumber(formatAmount(units, scale));
}

/** RFC 3339 in UTC. */
export function timeText(ms: number, precision: TimePrecision): string {
  const text = new Date(ms).toISOString();
  return precision === "second" ? text.replace(/\.\d{3}Z$/, "Z") : text;
}

export function walletJson({ id, currency, balance, scale, type }: SandboxWallet): unknown {
  return { id, currency_id: currencyId(currency), amount: money(balance, scale), type };
}

export function transactionJson(entry: Entry, { currency, scale }: SandboxWallet, precision: TimePrecision): unknown {
  return {
    id: entry.id,
    wallet_id: entry.walletId,
    currency_id: currencyId(currency),
    amount: money(entry.amount, scale),
    transaction_type: entry.direction,
    status: "COMPLETED",
    order_id: entry.orderId,
    source: entry.source,
    running_balance: money(entry.balanceAfter, scale),
    source_currency: null,
    destination_currency: null,
    forex_rate: null,
    conversion_charges: null,
    remarks: entry.remarks,
    created_at: timeText(entry.at, precision),
  };
}

/** The data of `wallet.credited` and `wallet.debited`. */
export function movementData(entry: Entry, { currency, scale }: SandboxWallet): unknown {
  return {
    wallet_id: entry.walletId,
    ledger_id: entry.ledgerId,
    amount: formatAmount(entry.amount, scale),
    currency,
    reference_number: entry.reference,
    remarks: entry.remarks,
  };
}

/** The data of the order events: no voucher codes. */
export function orderData(order: Order, precision: TimePrecision): Record<string, unknown> {
  const { product, productScale, denomination, face, quantity } = order.quote;
  return {
    id: order.id,
    reference_code: order.reference,
    status: order.status,
    product_name: product.name,
    denomination: money(denomination, productScale),
    quantity,
    amount: money(face, productScale),
    delivered_quantity: order.vouchers.length,
    delivered_on: order.deliveredOn === null ? null : timeText(order.deliveredOn, precision),
    created_at: timeText(order.createdAt, precision),
  };
}

/** An order as the API shows it, vouchers included. */
export function orderJson(order: Order, precision: TimePrecision): unknown {
  const { product, payable, walletScale, walletCurrency } = order.quote;
  return {
    ...orderData(order, precision),
    client_reference: order.reference,
    product_id: product.id,
    wallet_id: order.walletId,
    currency: walletCurrency,
    total_payable: money(payable, walletScale),
    vouchers: order.vouchers,
  };
}

export function quoteJson(quote: Quote, maxQuantity: number): unknown {
  const { product, productScale, walletScale, walletCurrency, rate } = quote;
  return {
    non_discounted_total: money(quote.face, productScale),
    discount_amount: money(quote.discountAmount, productScale),
    total_amount: money(quote.total, productScale),
    discount: new LosslessNumber(product.discount),
    gst_amount: money(0n, productScale),
    total_payable: money(quote.payable, walletScale),
    max_quantity: maxQuantity,
    net_amount: money(quote.net, walletScale),
    handling_fee_amount: money(quote.handlingFee, walletScale),
    charges_details: {
      source_currency: product.currency,
      destination_currency: walletCurrency,
      forex_rate: rate === null ? null : new LosslessNumber(rate),
      conversion_fee: rate === null ? null : money(quote.handlingFee, walletScale),
    },
  };
}

export function productJson({ id, name, currency, denominations, discount }: Product): unknown {
  return {
    id,
    name,
    currency,
    currency_id: currencyId(currency),
    denominations: denominations.map((each) => new LosslessNumber(each)),
    discount: new LosslessNumber(discount),
  };
}
