import { isoTime, isoTimeOrNull } from "../time/iso-time.ts";
import type { Denomination } from "../model/wallet.ts";
import type { ForwardFailure, Order } from "../model/order.ts";
import { formatAmount } from "../money/amount.ts";

/** The members of order events, in the Octopus protocol's words; amounts are exact JSON numbers. */
function eventMembers(order: Readonly<Order>): string {
  return (
    `"id":${order.id},"reference_code":${JSON.stringify(order.reference)},"status":"${order.status}",` +
    `"product_name":${JSON.stringify(order.productName)},"denomination":${formatAmount(order.denomination, order.scale)},` +
    `"quantity":${order.quantity},"amount":${formatAmount(order.amount, order.scale)},"delivered_quantity":${order.delivered},` +
    `"delivered_on":${JSON.stringify(isoTimeOrNull(order.deliveredAt))},"created_at":"${isoTime(order.createdAt)}"`
  );
}

/** The data of `order.delivered` and `order.partially_delivered`. */
export function orderEventJson(order: Readonly<Order>): string {
  return `{${eventMembers(order)}}`;
}

/** The data of `order.failed` and `order.cancelled`: the same, and the refund. */
export function endedEventJson(order: Readonly<Order>, of: Denomination): string {
  const refund = {
    wallet_id: order.walletId,
    refunded_amount: formatAmount(order.refunded, of.assetScale),
    refund_transaction_id: order.refundTransactionId,
  };
  return `{${eventMembers(order)},${JSON.stringify(refund).slice(1)}`;
}

/** The order as JSON text. `of` is its wallet's currency and scale. */
export function orderJson(order: Readonly<Order>, of: Denomination): string {
  const rest = {
    product_id: order.productId,
    currency: order.currency,
    wallet_id: order.walletId,
    wallet_currency: of.currency,
    total_payable: formatAmount(order.payable, of.assetScale),
    refunded_amount: formatAmount(order.refunded, of.assetScale),
    transaction_id: order.transactionId,
    refund_transaction_id: order.refundTransactionId,
    source: order.source,
    provider_id: order.providerId,
    provider_order_id: order.providerOrderId,
    forward_state: order.forwardState,
    failure: order.failure === null ? null : (JSON.parse(order.failure) as ForwardFailure),
    exact: {
      denomination: formatAmount(order.denomination, order.scale),
      amount: formatAmount(order.amount, order.scale),
    },
    updated_at: isoTime(order.updatedAt),
  };
  return `{${eventMembers(order)},${JSON.stringify(rest).slice(1, -1)},"charges":${order.charges}}`;
}

/** An order as it was first returned, without later changes. */
export function asPlaced(order: Readonly<Order>): Order {
  return {
    ...order,
    status: "PENDING",
    delivered: 0,
    deliveredAt: null,
    refunded: 0n,
    refundTransactionId: null,
    providerOrderId: null,
    forwardState: null,
    updatedAt: order.createdAt,
  };
}
