import { account, walletOf } from "../accounts.ts";
import { row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { draftRate } from "../fx/rate.ts";
import { idempotencyLookup, answered, repetition, type Answered, type Idempotency } from "../requests/idempotency.ts";
import { postingRejection } from "../ledger/post.ts";
import type { Order } from "../model/order.ts";
import type { Wallet } from "../model/wallet.ts";
import { accepted, invalid, rejected, replayed, type Outcome } from "../outcome.ts";
import { quote } from "../products/quote.ts";
import { gateRejection } from "../gates/gate.ts";
import { deliver, end, isUnderWay, place, refundRejection } from "./order.ts";
import { asPlaced, orderJson } from "../resources/order.ts";

export interface PlaceOrder {
  readonly type: "place_order";
  readonly accountId: number;
  readonly productId: string;
  /** Null when the request named none and the account does not have exactly one that would do. */
  readonly walletId: number | null;
  /** As written in the request. */
  readonly denomination: unknown;
  readonly quantity: number;
  readonly reference: string;
  /** Of the request; distinguishes a repetition from another order with the same reference. */
  readonly fingerprint: string;
}

/**
 * The reference is the order's idempotency key.
 *
 * Guards in order: idempotency_key_reused, product_not_found (for a ledger wallet), wallet_not_chosen, wallet_not_found, product_archived,
 * wallet_closed, wallet_frozen, balance_stale, orders_blocked, order_not_placeable (a mirror), fx_rate_missing, invalid denomination or
 * quantity, insufficient_funds, balance_out_of_range.
 */
export const placeOrder: Handler<PlaceOrder, Answered> = {
  lookups: (command) => [
    rows("orders", "reference", command.accountId, command.reference),
    row("products", command.accountId, command.productId),
    ...(command.walletId === null ? [] : [row("wallets", command.accountId, command.walletId)]),
  ],

  apply: (draft, command): Outcome<Answered> => {
    const { accountId, walletId } = command;
    const [before] = draft.find("orders", "reference", accountId, command.reference);
    if (before) {
      if (before.fingerprint !== command.fingerprint) return rejected("idempotency_key_reused");
      return replayed({ body: orderJson(asPlaced(before), walletOf(draft, before)) });
    }
    const wallet = walletId === null ? null : draft.get("wallets", accountId, walletId);
    const product = draft.get("products", accountId, command.productId);
    if (!product && wallet?.source !== "mirror") return rejected("product_not_found");
    if (walletId === null) return rejected("wallet_not_chosen");
    if (!wallet) return rejected("wallet_not_found");
    if (product?.status === "archived") return rejected("product_archived");
    const closed = gateRejection(account(draft, accountId), wallet, draft.now);
    if (closed) return rejected(closed);
    if (wallet.source === "mirror" || !product) return rejected("order_not_placeable");
    const rate = draftRate(draft, accountId, product.currency, wallet.currency);
    if (!rate) return rejected("fx_rate_missing");
    const quoted = quote(product, wallet, rate, command);
    if (!quoted.ok) return rejected("invalid", quoted.violations);
    const refusal = postingRejection(wallet, -quoted.quote.payable);
    if (refusal) return rejected(refusal);

    const { reference, fingerprint } = command;
    const order = place(draft, wallet, { product, quote: quoted.quote, reference, fingerprint });
    return accepted({ body: orderJson(order, wallet) });
  },
};

export interface DeliverOrder {
  readonly type: "deliver_order";
  readonly accountId: number;
  readonly orderId: number;
  /** At least 1. */
  readonly quantity: number;
  readonly idempotency: Idempotency | null;
}

/** Guards in order: order_not_found, idempotency_key_reused, mirror_is_read_only, order_ended, invalid quantity. */
export const deliverOrder: Handler<DeliverOrder, Answered> = {
  lookups: orderLookups,
  apply: (draft, command): Outcome<Answered> => {
    const found = underWay(draft, command);
    if (!("order" in found)) return found;
    const missing = found.order.quantity - found.order.delivered;
    if (command.quantity > missing) {
      return invalid("quantity", `quantity must be at most ${missing}, the pieces not delivered yet`);
    }
    const order = deliver(draft, found.order, command.quantity);
    return answered(draft, order.accountId, command.idempotency, orderJson(order, found.wallet));
  },
};

export interface EndOrder {
  readonly type: "end_order";
  readonly accountId: number;
  readonly orderId: number;
  readonly status: "FAILED" | "CANCELLED";
  readonly idempotency: Idempotency | null;
}

/** Guards in order: order_not_found, idempotency_key_reused, mirror_is_read_only, order_ended, wallet_closed, balance_out_of_range. */
export const endOrder: Handler<EndOrder, Answered> = {
  lookups: orderLookups,
  apply: (draft, command): Outcome<Answered> => {
    const found = underWay(draft, command);
    if (!("order" in found)) return found;
    const refusal = refundRejection(found.wallet, found.order);
    if (refusal) return rejected(refusal);
    const order = end(draft, found.wallet, found.order, command.status);
    return answered(draft, order.accountId, command.idempotency, orderJson(order, found.wallet));
  },
};

function orderLookups(command: DeliverOrder | EndOrder) {
  return [
    row("orders", command.accountId, command.orderId),
    ...idempotencyLookup(command.accountId, command.idempotency),
  ];
}

interface Found {
  readonly order: Readonly<Order>;
  readonly wallet: Readonly<Wallet>;
}

/** The order of a report whose state can still change, or the result that ends the command. */
function underWay(draft: Draft, command: DeliverOrder | EndOrder): Found | Outcome<Answered> {
  const order = draft.get("orders", command.accountId, command.orderId);
  if (!order) return rejected("order_not_found");
  const repeated = repetition(draft, command.accountId, command.idempotency);
  if (repeated) return repeated;
  // The provider reports its further state.
  if (order.source === "mirror") return rejected("mirror_is_read_only");
  if (!isUnderWay(order)) return rejected("order_ended");
  return { order, wallet: walletOf(draft, order) };
}
