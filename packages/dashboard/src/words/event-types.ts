import type { EventType } from "@plimsoll/client";

/** Complete by its type: a new event of the API is missed here by the compiler. */
const TYPES: Readonly<Record<EventType, true>> = {
  "wallet.created": true,
  "wallet.updated": true,
  "wallet.credited": true,
  "wallet.debited": true,
  "wallet.balance.alert": true,
  "feature.wallet_balance.alert": true,
  "wallet.orders_blocked": true,
  "wallet.orders_unblocked": true,
  "wallet.stale": true,
  "wallet.fresh": true,
  "wallet.drift.detected": true,
  "wallet.drift.resolved": true,
  "hold.created": true,
  "hold.captured": true,
  "hold.released": true,
  "hold.expired": true,
  "topup.created": true,
  "topup.updated": true,
  "topup.settled": true,
  "topup.overdue": true,
  "topup.cancelled": true,
  "order.created": true,
  "order.delivered": true,
  "order.partially_delivered": true,
  "order.failed": true,
  "order.cancelled": true,
  "provider.mode_changed": true,
  "provider.failing": true,
  "provider.recovered": true,
  "endpoint.failing": true,
  "endpoint.disabled": true,
};

export const EVENT_TYPES = Object.keys(TYPES) as readonly EventType[];
