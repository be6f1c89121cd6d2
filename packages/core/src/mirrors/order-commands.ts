import { account } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { holdRejection } from "../holds/hold.ts";
import type { ForwardFailure, Order } from "../model/order.ts";
import type { Wallet } from "../model/wallet.ts";
import { accepted, rejected, replayed, type Outcome } from "../outcome.ts";
import { keepHook, type KeepHook } from "./keep-hook.ts";
import { gateRejection } from "../gates/gate.ts";
import {
  failureOf,
  isUndetermined,
  placeMirrorOrder,
  refuseOrder,
  takeReport,
  type MirrorQuote,
  type ReportedOrder,
} from "../orders/mirror-order.ts";

export interface PlaceMirrorOrder {
  readonly type: "place_mirror_order";
  readonly accountId: number;
  readonly walletId: number;
  readonly productId: string;
  readonly quantity: number;
  readonly reference: string;
  readonly fingerprint: string;
  /** Null for a known repetition, for which no quote was requested. */
  readonly quote: MirrorQuote | null;
}

export interface MirrorOrder {
  readonly order: Readonly<Order>;
  readonly wallet: Readonly<Wallet>;
}

/**
 * Stores an order to be placed at the mirror's provider. The reference is its idempotency key. Guards in order:
 * idempotency_key_reused, wallet_not_found, order_not_forwardable, wallet_closed, wallet_frozen, balance_stale,
 * orders_blocked, balance_unconfirmed, insufficient_funds, balance_out_of_range.
 */
export const placeMirrorOrderCommand: Handler<PlaceMirrorOrder, MirrorOrder> = {
  lookups: ({ accountId, walletId, reference }) => [
    { table: "orders", index: "reference", key: [accountId, reference] },
    row("wallets", accountId, walletId),
  ],

  apply: (draft, command): Outcome<MirrorOrder> => {
    const { accountId, walletId, reference, quote } = command;
    const [before] = draft.find("orders", "reference", accountId, reference);
    if (before) {
      if (before.fingerprint !== command.fingerprint) return rejected("idempotency_key_reused");
      return replayed({ order: before, wallet: walletOf(draft, before) });
    }
    const wallet = draft.get("wallets", accountId, walletId);
    if (!wallet) return rejected("wallet_not_found");
    if (wallet.source !== "mirror" || !quote) return rejected("order_not_forwardable");
    const closed = gateRejection(account(draft, accountId), wallet, draft.now);
    if (closed) return rejected(closed);
    const refusal = holdRejection(wallet, quote.payable);
    if (refusal) return rejected(refusal);
    return accepted({ order: placeMirrorOrder(draft, wallet, { ...command, quote }), wallet });
  },
};

/** The result of placing an order at the provider or of querying it there. */
export type OrderReport =
  | {
      /** The provider has it. */
      readonly type: "reported";
      readonly order: ReportedOrder;
      /** The voucher codes, sealed; null leaves the stored ones. */
      readonly vouchers: string | null;
      /** When its detail is to be read; null leaves the time unchanged. */
      readonly detailAt: number | null;
      /** The order's `forwardAt` when the query was sent; a later report makes another query due. */
      readonly asOf: number | null;
    }
  | { readonly type: "refused"; readonly failure: ForwardFailure }
  /**
   * The state is unknown, or the detail could not be read. `sent`: the provider may have the order. `retryAt` null
   * gives up, which is allowed for details only.
   */
  | { readonly type: "later"; readonly sent: boolean; readonly retryAt: number | null };

export interface ReportMirrorOrder {
  readonly type: "report_mirror_order";
  readonly accountId: number;
  readonly orderId: number;
  readonly report: OrderReport;
}

/**
 * Guards in order: order_not_found, order_not_forwardable. A refusal changes nothing when the provider has reported the
 * order meanwhile.
 */
export const reportMirrorOrder: Handler<ReportMirrorOrder, MirrorOrder> = {
  lookups: ({ accountId, orderId }) => [
    row("orders", accountId, orderId),
    { table: "holds", index: "external", key: [accountId, "order", String(orderId)] },
  ],

  apply: (draft, { accountId, orderId, report }): Outcome<MirrorOrder> => {
    const order = draft.get("orders", accountId, orderId);
    if (!order) return rejected("order_not_found");
    if (order.source !== "mirror") return rejected("order_not_forwardable");
    const wallet = walletOf(draft, order);
    if (report.type === "reported") {
      const due = order.forwardAt === report.asOf ? null : order.forwardAt;
      const updated = takeReport(draft, wallet, order, report.order);
      updated.forwardAt = report.detailAt ?? due;
      updated.forwardAttempts = 0;
      if (report.vouchers !== null) updated.vouchers = report.vouchers;
    } else if (report.type === "refused") {
      if (isUndetermined(order)) refuseOrder(draft, wallet, order, report.failure);
    } else {
      const later = draft.edit("orders", order);
      if (report.sent && later.forwardState === "pending") later.forwardState = "unknown";
      later.forwardAttempts += 1;
      later.forwardAt = report.retryAt ?? (isUndetermined(later) ? draft.now : null);
    }
    return accepted({ order: draft.get("orders", accountId, orderId) ?? order, wallet });
  },
};

/** A verified order event of a provider's webhook. */
export interface ProviderOrderEvent {
  readonly type: "provider_order_event";
  readonly accountId: number;
  readonly providerId: string;
  /** The signed body's id, which identifies duplicates. */
  readonly eventId: string;
  readonly eventType: string;
  readonly reference: string;
  readonly order: ReportedOrder;
  /** The body without secrets, which is kept. */
  readonly body: string;
}

/** Applies the event once; one about an order that is not ours is kept for inspection. */
export const providerOrderEvent: Handler<ProviderOrderEvent, "applied" | "duplicate" | "kept"> = {
  lookups: ({ accountId, providerId, eventId, reference }) => [
    row("idempotencyKeys", accountId, providerId, eventId),
    { table: "orders", index: "reference", key: [accountId, reference] },
  ],

  apply: (draft, event): Outcome<"applied" | "duplicate" | "kept"> => {
    const { accountId, providerId, eventId, eventType, reference, body } = event;
    if (draft.get("idempotencyKeys", accountId, providerId, eventId)) return replayed("duplicate");
    const [order] = draft.find("orders", "reference", accountId, reference);
    if (!order || !isAbout(order, event)) {
      const kept: Omit<KeepHook, "type"> = {
        accountId,
        providerId,
        key: eventId,
        eventId,
        eventType,
        reason: "unhandled",
        detail: null,
        body,
      };
      return keepHook.apply(draft, { type: "keep_hook", ...kept }) as Outcome<"kept" | "duplicate">;
    }
    // While it is undecided whether the provider has our order, an event with its reference may belong to another
    // client's order, so a query decides.
    const updated = isUndetermined(order)
      ? draft.edit("orders", order)
      : takeReport(draft, walletOf(draft, order), order, event.order);
    // The webhook has no vouchers and may be incomplete.
    updated.forwardAt = draft.now;
    updated.forwardAttempts = 0;
    const { walletId } = order;
    keepHook.apply(draft, {
      type: "keep_hook",
      accountId,
      providerId,
      key: eventId,
      eventId,
      eventType,
      reason: "order",
      detail: `order ${order.id}`,
      walletId,
      body,
    });
    return accepted("applied");
  },
};

/** The provider's id identifies an order as well as ours, once it is known. */
function isAbout(order: Readonly<Order>, { providerId, order: reported }: ProviderOrderEvent): boolean {
  if (order.providerId !== providerId) return false;
  if (order.forwardState === "refused" && failureOf(order)?.kind !== "lost") return false;
  return order.providerOrderId === null || order.providerOrderId === reported.externalId;
}

function walletOf(draft: Draft, order: Readonly<Order>): Readonly<Wallet> {
  const wallet = draft.get("wallets", order.accountId, order.walletId);
  if (!wallet) throw new Error(`order ${order.id} has no wallet`);
  return wallet;
}
