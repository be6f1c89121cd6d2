import { account, walletOf } from "../accounts.ts";
import { row, rows, type Handler } from "../command.ts";
import { holdRejection } from "../holds/hold.ts";
import type { PlacementFailure, Order } from "../model/order.ts";
import type { Wallet } from "../model/wallet.ts";
import { accepted, rejected, replayed, type Outcome } from "../outcome.ts";
import { keepHook, type KeepHook } from "./keep-hook.ts";
import { gateRejection } from "../gates/gate.ts";
import {
  failureOf,
  isUndetermined,
  placeOnMirror,
  refuseOrder,
  takeReport,
  type MirrorQuote,
  type ReportedOrder,
} from "../orders/mirror-order.ts";
import type { Sealed } from "../model/sealed.ts";

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
 * idempotency_key_reused, wallet_not_found, order_not_placeable, wallet_closed, wallet_frozen, balance_stale,
 * orders_blocked, balance_unconfirmed, insufficient_funds, balance_out_of_range.
 */
export const placeMirrorOrder: Handler<PlaceMirrorOrder, MirrorOrder> = {
  lookups: ({ accountId, walletId, reference }) => [
    rows("orders", "reference", accountId, reference),
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
    if (wallet.source !== "mirror" || !quote) return rejected("order_not_placeable");
    const closed = gateRejection(account(draft, accountId), wallet, draft.now);
    if (closed) return rejected(closed);
    const refusal = holdRejection(wallet, quote.payable);
    if (refusal) return rejected(refusal);
    return accepted({ order: placeOnMirror(draft, wallet, { ...command, quote }), wallet });
  },
};

/** The result of placing an order at the provider or of querying it there. */
export type OrderReport =
  | {
      /** The provider has it. */
      readonly type: "reported";
      readonly order: ReportedOrder;
      /** The voucher codes, sealed; null leaves the stored ones. */
      readonly vouchers: Sealed | null;
      /** When its detail is to be read; null leaves the time unchanged. */
      readonly detailAt: number | null;
      /** The order's `placementDueAt` when the query was sent; a later report makes another query due. */
      readonly asOf: number | null;
    }
  | { readonly type: "refused"; readonly failure: PlacementFailure }
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
 * Guards in order: order_not_found, order_not_placeable. A refusal changes nothing when the provider has reported the
 * order meanwhile.
 */
export const reportMirrorOrder: Handler<ReportMirrorOrder, MirrorOrder> = {
  lookups: ({ accountId, orderId }) => [
    row("orders", accountId, orderId),
    rows("holds", "external", accountId, "order", String(orderId)),
  ],

  apply: (draft, { accountId, orderId, report }): Outcome<MirrorOrder> => {
    const order = draft.get("orders", accountId, orderId);
    if (!order) return rejected("order_not_found");
    if (order.source !== "mirror") return rejected("order_not_placeable");
    const wallet = walletOf(draft, order);
    if (report.type === "reported") {
      const due = order.placementDueAt === report.asOf ? null : order.placementDueAt;
      const updated = takeReport(draft, wallet, order, report.order);
      updated.placementDueAt = report.detailAt ?? due;
      updated.placementAttempts = 0;
      if (report.vouchers !== null) updated.vouchers = report.vouchers;
    } else if (report.type === "refused") {
      if (isUndetermined(order)) refuseOrder(draft, wallet, order, report.failure);
    } else {
      const later = draft.edit("orders", order);
      if (report.sent && later.placementState === "pending") later.placementState = "unknown";
      later.placementAttempts += 1;
      later.placementDueAt = report.retryAt ?? (isUndetermined(later) ? draft.now : null);
    }
    return accepted({ order: draft.get("orders", accountId, orderId) ?? order, wallet });
  },
};

/** A verified order event of a provider's webhook. */
export interface ProviderOrderEvent {
  readonly type: "provider_order_event";
  readonly accountId: number;
  readonly providerId: string;
  /** The signed body's id. */
  readonly eventId: string;
  /** As of `ProviderEvent`. */
  readonly key: string;
  readonly eventType: string;
  readonly reference: string;
  readonly order: ReportedOrder;
  /** The body without secrets, which is kept. */
  readonly body: string;
}

/** Applies the event once; one about an order that is not ours is kept for inspection. */
export const providerOrderEvent: Handler<ProviderOrderEvent, "applied" | "duplicate" | "kept"> = {
  lookups: ({ accountId, key, reference }) => [
    row("idempotencyKeys", accountId, key),
    rows("orders", "reference", accountId, reference),
  ],

  apply: (draft, event): Outcome<"applied" | "duplicate" | "kept"> => {
    const { accountId, providerId, eventId, key, eventType, reference, body } = event;
    if (draft.get("idempotencyKeys", accountId, key)) return replayed("duplicate");
    const [order] = draft.find("orders", "reference", accountId, reference);
    if (!order || !isAbout(order, event)) {
      const kept: Omit<KeepHook, "type"> = {
        accountId,
        providerId,
        key,
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
    updated.placementDueAt = draft.now;
    updated.placementAttempts = 0;
    const { walletId } = order;
    keepHook.apply(draft, {
      type: "keep_hook",
      accountId,
      providerId,
      key,
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
  if (order.placementState === "refused" && failureOf(order)?.kind !== "lost") return false;
  return order.providerOrderId === null || order.providerOrderId === reported.externalId;
}
