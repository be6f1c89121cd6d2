import { account } from "../accounts.ts";
import type { Draft } from "../draft.ts";
import { emitText } from "../events/emit.ts";
import { fits, post } from "../ledger/post.ts";
import type { Order, OrderStatus } from "../model/order.ts";
import type { Product } from "../model/product.ts";
import type { Wallet } from "../model/wallet.ts";
import { formatAmount, type Amount } from "../money/amount.ts";
import { divideRounded } from "../money/rounding.ts";
import type { Quote } from "../products/quote.ts";
import { quoteJson } from "../resources/quote.ts";
import { endedEventJson, orderEventJson, orderJson } from "../resources/order.ts";

/** An order that has passed its gates. */
export interface Placement {
  readonly product: Readonly<Product>;
  readonly quote: Quote;
  readonly reference: string;
  readonly fingerprint: string;
}

/**
 * Stores the order and debits its ledger wallet: one movement with the order's number. Call after the gates have
 * accepted it.
 */
export function place(draft: Draft, wallet: Readonly<Wallet>, { product, quote, ...asked }: Placement): Order {
  const owner = draft.edit("accounts", account(draft, wallet.accountId));
  owner.orderCount += 1;
  const id = owner.orderCount;
  const payable = formatAmount(quote.payable, wallet.assetScale);
  // A free order needs no payment, and a movement of zero does not exist.
  const transaction =
    quote.payable === 0n
      ? null
      : post(draft, wallet, {
          amount: -quote.payable,
          kind: "order",
          orderId: id,
          source: "order",
          referenceNumber: asked.reference,
          remarks: `${wallet.currency} Wallet deducted by amount ${payable} for order reference code ${asked.reference}`,
        });
  const order = draft.insert("orders", {
    accountId: wallet.accountId,
    id,
    walletId: wallet.id,
    source: wallet.source,
    productId: product.id,
    productName: product.name,
    currency: product.currency,
    scale: product.scale,
    denomination: quote.denomination,
    quantity: quote.quantity,
    amount: quote.face,
    payable: quote.payable,
    charges: quoteJson(product, quote),
    reference: asked.reference,
    fingerprint: asked.fingerprint,
    status: "PENDING",
    delivered: 0,
    deliveredAt: null,
    refunded: 0n,
    transactionId: transaction?.id ?? null,
    refundTransactionId: null,
    providerId: null,
    providerOrderId: null,
    placementState: null,
    placementDueAt: null,
    placementAttempts: 0,
    acceptedAt: null,
    failure: null,
    vouchers: null,
    createdAt: draft.now,
    updatedAt: draft.now,
  });
  emitText(draft, order.accountId, "order.created", orderJson(order, wallet));
  return order;
}

/** As in the types of order events. */
export function lowerCase<Text extends string>(text: Text): Lowercase<Text> {
  return text.toLowerCase() as Lowercase<Text>;
}

/** Whether an order's state can still change. */
export function isUnderWay({ status }: Pick<Order, "status">): boolean {
  return status === "PENDING" || status === "PARTIALLY_DELIVERED";
}

/** Counts pieces as delivered; `quantity` is at most the missing number. */
export function deliver(draft: Draft, target: Readonly<Order>, quantity: number, at: number = draft.now): Order {
  const order = draft.edit("orders", target);
  order.delivered += quantity;
  order.deliveredAt = at;
  const status = order.delivered === order.quantity ? "DELIVERED" : "PARTIALLY_DELIVERED";
  order.status = status;
  order.updatedAt = draft.now;
  emitText(draft, order.accountId, `order.${lowerCase(status)}`, orderEventJson(order));
  return order;
}

/**
 * The cost of `delivered` of `quantity` pieces, to the nearest unit with halves up. The refund is the rest of the
 * payment, so that both always sum to it.
 */
export function costOfDelivered(payable: Amount, quantity: number, delivered: number): Amount {
  return divideRounded(payable * BigInt(delivered), BigInt(quantity), "half_up");
}

function refundOf(order: Readonly<Order>): Amount {
  return order.payable - costOfDelivered(order.payable, order.quantity, order.delivered);
}

/** Why the undelivered part may not be refunded to this wallet; null when it may. */
export function refundRejection(
  wallet: Readonly<Wallet>,
  order: Readonly<Order>,
): "wallet_closed" | "balance_out_of_range" | null {
  if (wallet.status === "closed") return "wallet_closed";
  return fits(wallet, refundOf(order)) ? null : "balance_out_of_range";
}

/** Ends an order that is under way and refunds the undelivered part. */
export function end(
  draft: Draft,
  wallet: Readonly<Wallet>,
  target: Readonly<Order>,
  status: Extract<OrderStatus, "FAILED" | "CANCELLED">,
): Order {
  const order = draft.edit("orders", target);
  const refund = refundOf(target);
  if (refund > 0n) {
    const text = formatAmount(refund, wallet.assetScale);
    const transaction = post(draft, wallet, {
      amount: refund,
      kind: "refund",
      orderId: order.id,
      source: "order",
      referenceNumber: order.reference,
      remarks: `${wallet.currency} Wallet credited by amount ${text} for order reference code ${order.reference}`,
      spentAt: order.createdAt,
    });
    order.refundTransactionId = transaction.id;
  }
  order.refunded = refund;
  order.status = status;
  order.updatedAt = draft.now;
  emitText(draft, order.accountId, `order.${lowerCase(status)}`, endedEventJson(order, wallet));
  return order;
}
