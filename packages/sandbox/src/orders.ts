import { SandboxError } from "./error.ts";
import type { Quote } from "./products.ts";

/** @limit Sandbox and demo: orders that the sandbox keeps. */
export const MAX_ORDERS = 100_000;

/** Up to this many vouchers an order is delivered at once; more are fulfilled over time. */
const AT_ONCE = 5;

export type OrderStatus = "PENDING" | "DELIVERED" | "PARTIALLY_DELIVERED" | "FAILED" | "CANCELLED";

interface Voucher {
  readonly code: string;
  readonly pin: string;
}

export interface Order {
  readonly id: number;
  readonly reference: string;
  readonly walletId: number;
  readonly quote: Quote;
  readonly status: OrderStatus;
  readonly vouchers: readonly Voucher[];
  /** By the provider's clock; null before the first delivery. */
  readonly deliveredOn: number | null;
  readonly createdAt: number;
}

/** A new order, and all of its vouchers when it is small. */
export function placed(
  id: number,
  { reference, walletId, quote }: Pick<Order, "reference" | "walletId" | "quote">,
  at: number,
): Order {
  const order: Order = {
    id,
    reference,
    walletId,
    quote,
    status: "PENDING",
    vouchers: [],
    deliveredOn: null,
    createdAt: at,
  };
  return quote.quantity <= AT_ONCE ? delivered(order, quote.quantity, at) : order;
}

/** Up to `quantity` more vouchers. Throws BAD_REQUEST for an order that has ended. */
export function delivered(order: Order, quantity: number, at: number): Order {
  requireOpen(order);
  const total = Math.min(order.quote.quantity, order.vouchers.length + Math.max(0, Math.floor(quantity)));
  if (total === order.vouchers.length) return order;
  return {
    ...order,
    status: total === order.quote.quantity ? "DELIVERED" : "PARTIALLY_DELIVERED",
    vouchers: Array.from({ length: total }, (_, index) => voucher(order.id, index)),
    deliveredOn: at,
  };
}

/** The order ended early, and the refund for the vouchers that were not delivered. */
export function ended(
  order: Order,
  status: "FAILED" | "CANCELLED",
): { readonly order: Order; readonly refund: bigint } {
  requireOpen(order);
  const { payable, quantity } = order.quote;
  // Rounded down for the delivered part, so that the two parts are the whole.
  const kept = (payable * BigInt(order.vouchers.length)) / BigInt(quantity);
  return { order: { ...order, status }, refund: payable - kept };
}

export function isOpen({ status }: Order): boolean {
  return status === "PENDING" || status === "PARTIALLY_DELIVERED";
}

function requireOpen(order: Order): void {
  if (!isOpen(order)) throw new SandboxError("BAD_REQUEST", `order ${order.id} is ${order.status}`);
}

function voucher(orderId: number, index: number): Voucher {
  const number = String(index + 1).padStart(4, "0");
  return {
    code: `SANDBOX-${orderId}-${number}`,
    pin: String((orderId * 7_919 + index * 104_729) % 10_000).padStart(4, "0"),
  };
}
