import type { Static } from "typebox";
import { featureWalletBalanceAlert, walletBalanceAlert } from "./alert-events.ts";
import { endpointDisabled, endpointFailing } from "./endpoint-events.ts";
import type { EventDefinition } from "./envelope.ts";
import { orderCancelled, orderCreated, orderDelivered, orderFailed, orderPartiallyDelivered } from "./order-events.ts";
import { holdCaptured, holdCreated, holdExpired, holdReleased } from "./hold-events.ts";
import { topupCancelled, topupCreated, topupOverdue, topupSettled, topupUpdated } from "./topup-events.ts";
import {
  providerFailing,
  providerModeChanged,
  providerRecovered,
  walletDriftDetected,
  walletDriftResolved,
  walletFresh,
  walletStale,
} from "./provider-events.ts";
import {
  walletCreated,
  walletCredited,
  walletDebited,
  walletOrdersBlocked,
  walletOrdersUnblocked,
  walletUpdated,
} from "./wallet-events.ts";

/** Every event by its type: the schema of its payload, its meaning, and an example payload. */
export const EVENTS = {
  "wallet.created": walletCreated,
  "wallet.updated": walletUpdated,
  "wallet.credited": walletCredited,
  "wallet.debited": walletDebited,
  "wallet.balance.alert": walletBalanceAlert,
  "feature.wallet_balance.alert": featureWalletBalanceAlert,
  "wallet.orders_blocked": walletOrdersBlocked,
  "wallet.orders_unblocked": walletOrdersUnblocked,
  "hold.created": holdCreated,
  "hold.captured": holdCaptured,
  "hold.released": holdReleased,
  "hold.expired": holdExpired,
  "topup.created": topupCreated,
  "topup.updated": topupUpdated,
  "topup.settled": topupSettled,
  "topup.overdue": topupOverdue,
  "topup.cancelled": topupCancelled,
  "order.created": orderCreated,
  "order.delivered": orderDelivered,
  "order.partially_delivered": orderPartiallyDelivered,
  "order.failed": orderFailed,
  "order.cancelled": orderCancelled,
  "wallet.drift.detected": walletDriftDetected,
  "wallet.drift.resolved": walletDriftResolved,
  "wallet.stale": walletStale,
  "wallet.fresh": walletFresh,
  "provider.mode_changed": providerModeChanged,
  "provider.failing": providerFailing,
  "provider.recovered": providerRecovered,
  "endpoint.failing": endpointFailing,
  "endpoint.disabled": endpointDisabled,
} as const satisfies Record<string, EventDefinition>;

export type EventType = keyof typeof EVENTS;

/** An event's members after id, type and time. */
export type EventMembers<T extends EventType> = Omit<
  Static<(typeof EVENTS)[T]["schema"]>,
  "id" | "type" | "created_at"
>;

export const EVENT_TYPES = Object.keys(EVENTS) as EventType[];

/** The members of a type's example after id, type and created_at, which a test sends. */
export function sampleMembers(type: EventType): Record<string, unknown> {
  const { id: _id, type: _type, created_at: _createdAt, ...members } = EVENTS[type].example;
  return members;
}
