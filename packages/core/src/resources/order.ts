import type { EventMembers, Order } from "@plimsoll/contract";
import type { PlacementFailure, Order as OrderRow } from "../model/order.ts";
import type { Denomination } from "../model/wallet.ts";
import { formatAmount } from "../money/amount.ts";
import { isoTime, isoTimeOrNull } from "../time/iso-time.ts";
import { jsonText, type JsonText } from "./json-text.ts";

type Delivery = EventMembers<"order.delivered">["data"];
type Ended = EventMembers<"order.failed">["data"];

/** The members of order events, in the Octopus protocol's words; amounts are exact JSON numbers. */
function deliveryMembers(order: Readonly<OrderRow>): Record<keyof Delivery, string | number> {
  return {
    id: order.id,
    reference_code: JSON.stringify(order.reference),
    status: JSON.stringify(order.status),
    product_name: JSON.stringify(order.productName),
    denomination: formatAmount(order.denomination, order.scale),
    quantity: order.quantity,
    amount: formatAmount(order.amount, order.scale),
    delivered_quantity: order.delivered,
    delivered_on: JSON.stringify(isoTimeOrNull(order.deliveredAt)),
    created_at: JSON.stringify(isoTime(order.createdAt)),
  };
}

/** The data of `order.delivered` and `order.partially_delivered`. */
export function orderEventJson(order: Readonly<OrderRow>): JsonText<Delivery> {
  return jsonText(deliveryMembers(order), {});
}

/** The data of `order.failed` and `order.cancelled`: the same, and the refund. */
export function endedEventJson(order: Readonly<OrderRow>, of: Denomination): JsonText<Ended> {
  return jsonText(deliveryMembers(order), {
    wallet_id: order.walletId,
    refunded_amount: formatAmount(order.refunded, of.assetScale),
    refund_transaction_id: order.refundTransactionId,
  });
}

/** The order as JSON text. `of` is its wallet's currency and scale. */
export function orderJson(order: Readonly<OrderRow>, of: Denomination): JsonText<Order> {
  return jsonText(
    { ...deliveryMembers(order), charges: order.charges },
    {
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
      forward_state: order.placementState,
      failure: order.failure === null ? null : (JSON.parse(order.failure) as PlacementFailure),
      exact: {
        denomination: formatAmount(order.denomination, order.scale),
        amount: formatAmount(order.amount, order.scale),
      },
      updated_at: isoTime(order.updatedAt),
    },
  );
}

/** An order as it was first returned, without later changes. */
export function asPlaced(order: Readonly<OrderRow>): OrderRow {
  return {
    ...order,
    status: "PENDING",
    delivered: 0,
    deliveredAt: null,
    refunded: 0n,
    refundTransactionId: null,
    providerOrderId: null,
    placementState: null,
    updatedAt: order.createdAt,
  };
}
