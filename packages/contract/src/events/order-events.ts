import { Type } from "../schema.ts";
import { ORDER_EXAMPLE, ORDER_MEMBERS, Order } from "../resources/order.ts";
import { Decimal, Nullable, WalletId } from "../scalars.ts";
import { event } from "./envelope.ts";

const Delivery = Type.Object(ORDER_MEMBERS);

const DELIVERED = {
  id: 12345,
  reference_code: "MY_ORDER_001",
  status: "DELIVERED",
  product_name: "Steam Wallet Card",
  denomination: 50,
  quantity: 5,
  amount: 250,
  delivered_quantity: 5,
  delivered_on: "2026-05-15T14:30:00.000Z",
  created_at: "2026-05-15T14:00:00.000Z",
};

export const orderCreated = event(
  "order.created",
  "An order was placed and its wallet debited.",
  { data: Order },
  { data: ORDER_EXAMPLE },
);

export const orderDelivered = event(
  "order.delivered",
  "All pieces of an order have been delivered.",
  { data: Delivery },
  { data: DELIVERED },
);

export const orderPartiallyDelivered = event(
  "order.partially_delivered",
  "Some pieces of an order have been delivered; others are pending or will fail.",
  { data: Delivery },
  {
    data: {
      ...DELIVERED,
      id: 12346,
      reference_code: "BULK_ORDER_001",
      status: "PARTIALLY_DELIVERED",
      product_name: "Google Play Gift Card",
      denomination: 25,
      quantity: 100,
      amount: 2500,
      delivered_quantity: 87,
    },
  },
);

const Ended = Type.Object({
  ...ORDER_MEMBERS,
  wallet_id: WalletId,
  refunded_amount: { ...Decimal, description: "What was given back, in the wallet's currency" },
  refund_transaction_id: Nullable(Type.Integer()),
});

const REFUND = { wallet_id: 1, refunded_amount: "241.25", refund_transaction_id: 795 };

export const orderFailed = event(
  "order.failed",
  "An order has failed. What was not delivered was refunded.",
  { data: Ended },
  { data: { ...DELIVERED, status: "FAILED", delivered_quantity: 0, delivered_on: null, ...REFUND } },
);

export const orderCancelled = event(
  "order.cancelled",
  "An order was cancelled. What was not delivered was refunded.",
  { data: Ended },
  { data: { ...DELIVERED, status: "CANCELLED", delivered_quantity: 0, delivered_on: null, ...REFUND } },
);
