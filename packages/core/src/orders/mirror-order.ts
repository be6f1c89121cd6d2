import { page, rows } from "../command.ts";
import { account } from "../accounts.ts";
import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import { emitText } from "../events/emit.ts";
import { captureSeenDebit, captureReportedDebit, setAside, releaseUnused } from "../holds/hold.ts";
import { post, type Posting } from "../ledger/post.ts";
import type { Hold } from "../model/hold.ts";
import type { PlacementFailure, Order, OrderStatus } from "../model/order.ts";
import type { Transaction } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import type { Amount } from "../money/amount.ts";
import { spendLookups } from "../spend/count.ts";
import { deliver, isUnderWay, lowerCase } from "./order.ts";
import { endedEventJson, orderJson } from "../resources/order.ts";

/**
 * The provider's debit or its refusal ends the hold; this limit is for orders that receive neither.
 * @limit Orders at providers: longest time that a mirror order's price stays set aside.
 */
const ORDER_HOLD_MS = 30 * 24 * 60 * 60 * 1_000;
/** @limit Orders at providers: time after which another process takes over an order that was not sent. */
const PLACEMENT_LEASE_MS = 30_000;

/** The price that a provider quotes for an order. */
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

/** A provider's report of an order that it has. */
export interface ReportedOrder {
  readonly externalId: string;
  readonly status: OrderStatus;
  readonly delivered: number;
  /** Unix milliseconds; null when the provider does not say. */
  readonly deliveredAt: number | null;
  readonly productName: string | null;
}

/** Stores the order and sets its price aside, so that it exists and is covered before anything is sent. */
export function placeOnMirror(draft: Draft, wallet: Readonly<Wallet>, placement: MirrorPlacement): Order {
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
    placementState: "pending",
    placementDueAt: draft.now + PLACEMENT_LEASE_MS,
    placementAttempts: 0,
    acceptedAt: null,
    failure: null,
    vouchers: null,
    createdAt: draft.now,
    updatedAt: draft.now,
  });
  if (quote.payable > 0n) {
    setAside(draft, wallet, {
      amount: quote.payable,
      expiresAt: draft.now + ORDER_HOLD_MS,
      source: "order",
      reference,
      externalId: String(order.id),
    });
  }
  emitText(draft, order.accountId, "order.created", orderJson(order, wallet));
  return order;
}

/** Whether it is still unknown if the provider has the order. */
export function isUndetermined({ placementState }: Pick<Order, "placementState">): boolean {
  return placementState === "pending" || placementState === "unknown";
}

/** Why the provider did not take it; null otherwise. */
export function failureOf({ failure }: Pick<Order, "failure">): PlacementFailure | null {
  return failure === null ? null : (JSON.parse(failure) as PlacementFailure);
}

/**
 * Applies a provider's report of an order. Reports arrive in any order and more than once, so counts only rise and an
 * end is final; only an order that was given up as lost is resumed when the provider turns out to have it.
 */
export function takeReport(
  draft: Draft,
  wallet: Readonly<Wallet>,
  target: Readonly<Order>,
  report: ReportedOrder,
): Order {
  const order = draft.edit("orders", target);
  if (order.placementState === "refused") {
    if (failureOf(order)?.kind !== "lost") return order;
    order.status = "PENDING";
    order.failure = null;
  }
  if (order.acceptedAt === null) {
    order.acceptedAt = draft.now;
    order.placementState = openHold(draft, order) ? "accepted" : "settled";
    order.placementDueAt = null;
    order.placementAttempts = 0;
    order.providerOrderId = report.externalId;
    order.updatedAt = draft.now;
  }
  if (report.productName !== null) order.productName = report.productName;
  if (!isUnderWay(order)) return order;
  const delivered = report.status === "DELIVERED" ? order.quantity : Math.min(report.delivered, order.quantity);
  if (delivered > order.delivered) {
    deliver(draft, order, delivered - order.delivered, report.deliveredAt ?? draft.now);
  }
  if ((report.status === "FAILED" || report.status === "CANCELLED") && isUnderWay(order)) {
    // A debit and its refund, neither of which has been seen, cancel out.
    if (order.delivered === 0) release(draft, wallet, order);
    end(draft, wallet, order, report.status);
  }
  return order;
}

/** Ends an order that the provider does not have and releases its price. */
export function refuseOrder(
  draft: Draft,
  wallet: Readonly<Wallet>,
  target: Readonly<Order>,
  failure: PlacementFailure,
): Order {
  const order = draft.edit("orders", target);
  order.placementState = "refused";
  order.placementDueAt = null;
  order.failure = JSON.stringify(failure);
  release(draft, wallet, order);
  end(draft, wallet, order, "FAILED");
  return order;
}

function release(draft: Draft, wallet: Readonly<Wallet>, order: Order): void {
  const hold = openHold(draft, order);
  if (hold) releaseUnused(draft, wallet, hold);
  if (order.placementState === "accepted") order.placementState = "settled";
}

/**
 * The provider refunds its debit by a credit of its own, which `takeOrderMovement` recognizes as the order's refund.
 */
function end(draft: Draft, wallet: Readonly<Wallet>, order: Order, status: "FAILED" | "CANCELLED"): void {
  order.status = status;
  order.updatedAt = draft.now;
  emitText(draft, order.accountId, `order.${lowerCase(status)}`, endedEventJson(order, wallet));
}

function openHold(draft: Draft, order: Readonly<Order>): Readonly<Hold> | null {
  const [hold] = draft.find("holds", "external", order.accountId, "order", String(order.id));
  return hold?.status === "open" ? hold : null;
}

/**
 * Posts a debit that the provider reports for an order whose price is still set aside, and ends the hold. Null when
 * there is no such order; then nothing is posted. It reads orders only when the wallet has holds.
 */
export function postOrderDebit(draft: Draft, wallet: Readonly<Wallet>, posting: Posting): Transaction | null {
  if (wallet.held === 0n || posting.amount >= 0n || !posting.referenceNumber) return null;
  const [order] = draft.find("orders", "reference", wallet.accountId, posting.referenceNumber);
  if (!order || order.walletId !== wallet.id) return null;
  const hold = openHold(draft, order);
  if (!hold) return null;
  const transaction = captureReportedDebit(draft, wallet, hold, { ...posting, orderId: order.id });
  const settled = draft.edit("orders", order);
  settled.transactionId = transaction.id;
  if (settled.placementState === "accepted") settled.placementState = "settled";
  return transaction;
}

/**
 * Posts a credit that the provider reports: the refund of one of our orders or of an earlier debit, if its reference
 * says so.
 */
export function postCredit(draft: Draft, wallet: Readonly<Wallet>, posting: Posting): Transaction {
  const movement = takeOrderMovement(draft, wallet, posting);
  const transaction = post(draft, wallet, movement.posting);
  if (movement.order) nameTransaction(draft, movement.order, transaction);
  return transaction;
}

/** A movement of a mirror to be posted, and our order that it belongs to. */
export interface OrderMovement {
  readonly posting: Posting;
  readonly order: Readonly<Order> | null;
}

/**
 * Finds the order that a movement names by our reference or by the provider's number, for a caller that posts it
 * together with others, evaluates alerts and then calls `nameTransaction`. A debit ends the order's hold; a credit is
 * its refund, unless it is more than the order has cost.
 */
export function takeOrderMovement(
  draft: Draft,
  wallet: Readonly<Wallet>,
  posting: Posting,
  providerOrderId: string | null = null,
): OrderMovement {
  const none = { posting, order: null };
  const [found] = namedOrders(draft, wallet, { ...posting, providerOrderId });
  if (!found) return { posting: asRefund(draft, wallet, posting), order: null };
  if (found.source !== "mirror" || found.placementState === "refused") return none;
  const { reference } = found;
  if (posting.amount < 0n) {
    const hold = wallet.held === 0n ? null : openHold(draft, found);
    // Another debit with the reference, such as a fee, is not a payment of the order.
    if (!hold && found.transactionId !== null) return none;
    if (hold) captureSeenDebit(draft, wallet, hold).captured = -posting.amount;
    const order = draft.edit("orders", found);
    if (order.placementState === "accepted") order.placementState = "settled";
    return { posting: { ...posting, referenceNumber: reference, orderId: order.id }, order };
  }
  if (posting.amount > found.payable - found.refunded) return none;
  const order = draft.edit("orders", found);
  order.refunded += posting.amount;
  order.updatedAt = draft.now;
  const { id: orderId, createdAt: spentAt } = order;
  return { posting: { ...posting, kind: "refund", referenceNumber: reference, orderId, spentAt }, order };
}

/** @limit Orders at providers: transactions of one reference among which the debit of a refund is searched for. */
const REFERENCED = 20;

/** A credit with the reference of an earlier debit is its refund; any other movement stays unchanged. */
function asRefund(draft: Draft, wallet: Readonly<Wallet>, posting: Posting): Posting {
  const { amount, referenceNumber, kind } = posting;
  if (amount <= 0n || !referenceNumber || kind === "reconciliation") return posting;
  const debit = draft
    .page("transactions", "reference", [wallet.accountId, referenceNumber], null, REFERENCED)
    .rows.find((transaction) => transaction.walletId === wallet.id && transaction.amount < 0n);
  return debit ? { ...posting, kind: "refund", spentAt: timeOf(debit) } : posting;
}

function timeOf({ occurredAt, createdAt }: Readonly<Transaction>): number {
  return occurredAt ?? createdAt;
}

/** Lookups of what a credit with this reference may refund: one of our orders, or another debit. */
export function refundedLookups(accountId: number, reference: string): Lookup[] {
  return [
    rows("orders", "reference", accountId, reference),
    page("transactions", "reference", [accountId, reference], REFERENCED),
  ];
}

/** Records the transaction of an order's movement. */
export function nameTransaction(draft: Draft, order: Readonly<Order>, { id, amount }: Transaction): void {
  const named = draft.edit("orders", order);
  if (amount < 0n) named.transactionId ??= id;
  else named.refundTransactionId = id;
}

/** The names by which a movement may identify an order. */
export interface OrderNames {
  readonly referenceNumber?: string | null;
  readonly providerOrderId?: string | null;
}

/** The wallet's orders that a movement names; the reference takes precedence over the provider's number. */
function namedOrders(
  draft: Draft,
  { accountId, id, providerId }: Readonly<Wallet>,
  names: OrderNames,
): Readonly<Order>[] {
  const { referenceNumber, providerOrderId } = names;
  const found = [
    ...(referenceNumber ? draft.find("orders", "reference", accountId, referenceNumber) : []),
    ...(providerOrderId ? draft.find("orders", "provider", accountId, providerId ?? "", providerOrderId) : []),
  ];
  return found.filter(({ walletId }) => walletId === id);
}

/** The orders that `takeOrderMovement` and `settleSeenOrders` will read, for `Draft.require`. */
export function orderLookups(
  { accountId, id, providerId, held }: Readonly<Wallet>,
  movements: readonly OrderNames[],
): Lookup[] {
  const lookups: Lookup[] = [];
  for (const { referenceNumber, providerOrderId } of movements) {
    if (referenceNumber) lookups.push(...refundedLookups(accountId, referenceNumber));
    if (providerOrderId) {
      lookups.push(rows("orders", "provider", accountId, providerId ?? "", providerOrderId));
    }
  }
  if (held !== 0n) lookups.push(rows("orders", "placement", accountId, id, "accepted"));
  return lookups;
}

/**
 * As `orderLookups`, for the holds of these orders and the spend that their refunds withdraw, once the orders have been
 * loaded.
 */
export function orderRowLookups(draft: Draft, wallet: Readonly<Wallet>, movements: readonly OrderNames[]): Lookup[] {
  const { accountId, id, held } = wallet;
  const named = movements.flatMap((names) => namedOrders(draft, wallet, names));
  const accepted = held === 0n ? [] : draft.find("orders", "placement", accountId, id, "accepted");
  const refunded = movements.flatMap(({ referenceNumber }) =>
    referenceNumber
      ? draft.page("transactions", "reference", [accountId, referenceNumber], null, REFERENCED).rows.map(timeOf)
      : [],
  );
  return [
    ...[...named.map(({ createdAt }) => createdAt), ...refunded].flatMap((at) => spendLookups(draft, wallet, at)),
    ...(held === 0n ? [] : [...accepted, ...named]).map((order) =>
      rows("holds", "external", accountId, "order", String(order.id)),
    ),
  ];
}

/**
 * Settles the orders whose debit a balance read after `before` (our clock) contains, because the provider had them by
 * then: their holds end.
 */
export function settleSeenOrders(draft: Draft, wallet: Readonly<Wallet>, before: number): boolean {
  if (wallet.held === 0n) return false;
  let seen = false;
  for (const order of draft.find("orders", "placement", wallet.accountId, wallet.id, "accepted")) {
    // The index was read before this batch's changes.
    if (order.placementState !== "accepted" || order.acceptedAt === null || order.acceptedAt > before) continue;
    const hold = openHold(draft, order);
    if (hold) captureSeenDebit(draft, wallet, hold);
    draft.edit("orders", order).placementState = "settled";
    seen = true;
  }
  return seen;
}
