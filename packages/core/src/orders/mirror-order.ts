import { account } from "../accounts.ts";
import type { Draft, Lookup } from "../draft.ts";
import { emitText } from "../events/emit.ts";
import { captureSeenDebit, captureToldDebit, placeHold, releaseHold } from "../holds/hold.ts";
import type { Posting } from "../ledger/post.ts";
import type { Hold } from "../model/hold.ts";
import type { ForwardFailure, Order, OrderStatus } from "../model/order.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import type { Amount } from "../money/amount.ts";
import { deliver, isUnderWay } from "./order.ts";
import { endedEventJson, orderJson } from "./resource.ts";

/** The longest that a mirror's order keeps its amount. Its end is the provider's debit, or its refusal; this is for orders that neither comes for. */
const ORDER_HOLD_MS = 30 * 24 * 60 * 60 * 1_000;
/** How long whoever placed an order has to forward it before another process takes it over. */
const FORWARD_LEASE_MS = 30_000;

/** What a provider asks for an order. */
export interface MirrorQuote {
  /** Of denomination and face value. */
  readonly currency: string;
  readonly scale: number;
  readonly denomination: Amount;
  readonly face: Amount;
  /** In the wallet's scale. */
  readonly payable: Amount;
  /** JSON of the whole quote. */
  readonly charges: string;
}

/** An order on a mirror that has passed its gates. */
export interface MirrorPlacement {
  readonly productId: string;
  readonly quantity: number;
  readonly quote: MirrorQuote;
  readonly reference: string;
  readonly fingerprint: string;
}

/** What a provider tells of an order that it has. */
export interface ToldOrder {
  readonly externalId: string;
  readonly status: OrderStatus;
  readonly delivered: number;
  /** Unix milliseconds; null when it is not told. */
  readonly deliveredAt: number | null;
  readonly productName: string | null;
}

/** Writes the order and sets its price aside, so that it is there, and paid for, before anything is sent. */
export function placeMirrorOrder(draft: Draft, wallet: Readonly<Wallet>, placement: MirrorPlacement): Order {
  const owner = draft.edit("accounts", account(draft, wallet.accountId));
  owner.orderCount += 1;
  const { productId, quantity, quote, reference, fingerprint } = placement;
  const order = draft.insert("orders", {
    accountId: wallet.accountId,
    id: owner.orderCount,
    walletId: wallet.id,
    source: wallet.source,
    productId,
    productName: productId,
    currency: quote.currency,
    scale: quote.scale,
    denomination: quote.denomination,
    quantity,
    amount: quote.face,
    payable: quote.payable,
    charges: quote.charges,
    reference,
    fingerprint,
    status: "PENDING",
    delivered: 0,
    deliveredAt: null,
    refunded: 0n,
    transactionId: null,
    refundTransactionId: null,
    providerId: wallet.providerId,
    providerOrderId: null,
    forwardState: "pending",
    forwardAt: draft.now + FORWARD_LEASE_MS,
    forwardAttempts: 0,
    acceptedAt: null,
    failure: null,
    vouchers: null,
    createdAt: draft.now,
    updatedAt: draft.now,
  });
  if (quote.payable > 0n) {
    placeHold(draft, wallet, {
      amount: quote.payable,
      expiresAt: draft.now + ORDER_HOLD_MS,
      source: "order",
      reference,
      externalId: String(order.id),
    });
  }
  emitText(draft, order.accountId, "order.created", `"data":${orderJson(order, wallet)}`);
  return order;
}

/** Whether it is still open if the provider has the order. */
export function isUndetermined({ forwardState }: Pick<Order, "forwardState">): boolean {
  return forwardState === "pending" || forwardState === "unknown";
}

/** Why the provider did not take it; null otherwise. */
export function failureOf({ failure }: Pick<Order, "failure">): ForwardFailure | null {
  return failure === null ? null : (JSON.parse(failure) as ForwardFailure);
}

/**
 * Takes what the provider tells of an order. Reports come in any order and more than once, so counts only rise and an end is final; only an order
 * that was given up as lost comes back when the provider turns out to have it.
 */
export function takeReport(draft: Draft, wallet: Readonly<Wallet>, target: Readonly<Order>, told: ToldOrder): Order {
  const order = draft.edit("orders", target);
  if (order.forwardState === "refused") {
    if (failureOf(order)?.kind !== "lost") return order;
    order.status = "PENDING";
    order.failure = null;
  }
  if (order.acceptedAt === null) {
    order.acceptedAt = draft.now;
    order.forwardState = openHold(draft, order) ? "accepted" : "settled";
    order.forwardAt = null;
    order.forwardAttempts = 0;
    order.providerOrderId = told.externalId;
    order.updatedAt = draft.now;
  }
  if (told.productName !== null) order.productName = told.productName;
  if (!isUnderWay(order)) return order;
  const delivered = told.status === "DELIVERED" ? order.quantity : Math.min(told.delivered, order.quantity);
  if (delivered > order.delivered) {
    deliver(draft, order, delivered - order.delivered, told.deliveredAt ?? draft.now);
  }
  if ((told.status === "FAILED" || told.status === "CANCELLED") && isUnderWay(order)) {
    // A debit and its refund, neither of which has been seen, come to nothing.
    if (order.delivered === 0) release(draft, wallet, order);
    end(draft, wallet, order, told.status);
  }
  return order;
}

/** Ends an order that the provider does not have: what was set aside for it is free again. */
export function refuseOrder(
  draft: Draft,
  wallet: Readonly<Wallet>,
  target: Readonly<Order>,
  failure: ForwardFailure,
): Order {
  const order = draft.edit("orders", target);
  order.forwardState = "refused";
  order.forwardAt = null;
  order.failure = JSON.stringify(failure);
  release(draft, wallet, order);
  end(draft, wallet, order, "FAILED");
  return order;
}

function release(draft: Draft, wallet: Readonly<Wallet>, order: Order): void {
  const hold = openHold(draft, order);
  if (hold) releaseHold(draft, wallet, hold);
  if (order.forwardState === "accepted") order.forwardState = "settled";
}

/** The provider gives back what it took by a credit of its own, which the mirror shows like any other. */
function end(draft: Draft, wallet: Readonly<Wallet>, order: Order, status: "FAILED" | "CANCELLED"): void {
  order.status = status;
  order.updatedAt = draft.now;
  emitText(draft, order.accountId, `order.${status.toLowerCase()}`, `"data":${endedEventJson(order, wallet)}`);
}

function openHold(draft: Draft, order: Readonly<Order>): Readonly<Hold> | null {
  const [hold] = draft.find("holds", "external", order.accountId, "order", String(order.id));
  return hold?.status === "open" ? hold : null;
}

/**
 * Posts a debit that the provider tells for an order whose price is still set aside: the hold ends with it. Null when there is no such order, and
 * nothing was posted. Reads only where something is held.
 */
export function postOrderDebit(draft: Draft, wallet: Readonly<Wallet>, posting: Posting): Transaction | null {
  if (wallet.held === 0n || posting.amount >= 0n || !posting.referenceNumber) return null;
  const [order] = draft.find("orders", "reference", wallet.accountId, posting.referenceNumber);
  if (!order || order.walletId !== wallet.id) return null;
  const hold = openHold(draft, order);
  if (!hold) return null;
  const transaction = captureToldDebit(draft, wallet, hold, { ...posting, orderId: order.id });
  const settled = draft.edit("orders", order);
  settled.transactionId = transaction.id;
  if (settled.forwardState === "accepted") settled.forwardState = "settled";
  return transaction;
}

/**
 * As `postOrderDebit`, for a debit that is posted together with others: ends the hold and answers the order, for its caller to post the debit, to
 * evaluate alerts and to name the transaction.
 */
export function settleToldOrder(draft: Draft, wallet: Readonly<Wallet>, posting: Posting): Order | null {
  if (wallet.held === 0n || posting.amount >= 0n || !posting.referenceNumber) return null;
  const [order] = draft.find("orders", "reference", wallet.accountId, posting.referenceNumber);
  if (!order || order.walletId !== wallet.id) return null;
  const hold = openHold(draft, order);
  if (!hold) return null;
  captureSeenDebit(draft, wallet, hold).captured = -posting.amount;
  const settled = draft.edit("orders", order);
  if (settled.forwardState === "accepted") settled.forwardState = "settled";
  return settled;
}

/** The orders that `settleToldOrder` and `settleSeenOrders` will read, for `Draft.require`. */
export function orderLookups(wallet: Readonly<Wallet>, postings: readonly Posting[]): Lookup[] {
  if (wallet.held === 0n) return [];
  const references = postings.flatMap(({ referenceNumber }) => referenceNumber ?? []);
  return [
    { table: "orders", index: "forward", key: [wallet.accountId, wallet.id, "accepted"] },
    ...references.map((reference) => ({
      table: "orders" as const,
      index: "reference",
      key: [wallet.accountId, reference],
    })),
  ];
}

/** As `orderLookups`, for the holds of these orders, once they have been loaded. */
export function orderHoldLookups(draft: Draft, wallet: Readonly<Wallet>, postings: readonly Posting[]): Lookup[] {
  return orderLookups(wallet, postings)
    .flatMap(({ index, key }) =>
      index === "forward"
        ? draft.find("orders", "forward", wallet.accountId, wallet.id, "accepted")
        : draft.find("orders", "reference", wallet.accountId, key[1] as string),
    )
    .map(({ accountId, id }) => ({
      table: "holds" as const,
      index: "external",
      key: [accountId, "order", String(id)],
    }));
}

/**
 * The orders whose debit a balance read after `before` (our clock) contains: the provider had them by then. What was set aside for them is in the
 * balance now.
 */
export function settleSeenOrders(draft: Draft, wallet: Readonly<Wallet>, before: number): boolean {
  if (wallet.held === 0n) return false;
  let seen = false;
  for (const order of draft.find("orders", "forward", wallet.accountId, wallet.id, "accepted")) {
    // The index was read before this batch's changes.
    if (order.forwardState !== "accepted" || order.acceptedAt === null || order.acceptedAt > before) continue;
    const hold = openHold(draft, order);
    if (hold) captureSeenDebit(draft, wallet, hold);
    draft.edit("orders", order).forwardState = "settled";
    seen = true;
  }
  return seen;
}
