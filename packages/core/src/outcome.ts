/** One violation of a rule: the member ("warning.threshold") and a message for people. */
export interface Violation {
  readonly field: string;
  readonly message: string;
}

/**
 * Why a command was rejected. Each reason maps to one HTTP error in the contract's table; the order of a command's
 * guards is part of its behaviour and tested.
 */
export type Reason =
  | "invalid"
  | "changed_meanwhile"
  | "wallet_not_found"
  | "wallet_closed"
  | "wallet_frozen"
  | "wallet_not_empty"
  | "wallet_holds_open"
  | "wallet_orders_open"
  | "wallet_exists"
  | "mirror_is_read_only"
  | "insufficient_funds"
  | "balance_out_of_range"
  | "idempotency_key_reused"
  | "movement_order_not_found"
  | "feature_not_found"
  | "alert_default_not_found"
  | "provider_not_found"
  | "campaign_not_found"
  | "endpoint_not_found"
  | "endpoint_disabled"
  | "delivery_not_found"
  | "api_key_not_found"
  | "api_key_revoked"
  | "not_the_first_api_key"
  | "hold_not_found"
  | "hold_expired"
  | "hold_not_open"
  | "gateway_connection_not_found"
  | "card_not_found"
  | "card_exists"
  | "card_wallet_not_found"
  | "topup_not_found"
  | "topup_ended"
  | "topup_status"
  | "topup_sent"
  | "topup_own_approval"
  | "topup_unapproved"
  | "product_not_found"
  | "product_archived"
  | "wallet_not_chosen"
  | "fx_rate_missing"
  | "balance_stale"
  | "balance_unconfirmed"
  | "orders_blocked"
  | "order_not_placeable"
  | "order_not_found"
  | "order_ended"
  | "channel_not_found"
  | "channel_disabled"
  | "route_not_found"
  | "silence_not_found"
  | "digest_not_found"
  | "heartbeat_not_found"
  | "episode_not_found"
  | "episode_closed"
  | "currency_exists"
  | "key_taken"
  | "too_many";

export interface Rejection {
  readonly reason: Reason;
  readonly details: readonly Violation[];
}

export type Outcome<T = unknown> =
  | { readonly ok: true; readonly value: T; readonly replayed?: boolean }
  | { readonly ok: false; readonly rejection: Rejection };

export function accepted<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

export function replayed<T>(value: T): Outcome<T> {
  return { ok: true, value, replayed: true };
}

export function rejected(reason: Reason, details: readonly Violation[] = []): Outcome<never> {
  return { ok: false, rejection: { reason, details } };
}

export function invalid(field: string, message: string): Outcome<never> {
  return rejected("invalid", [{ field, message }]);
}
