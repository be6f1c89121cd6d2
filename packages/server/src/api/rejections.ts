import type { Outcome, Reason, Rejection } from "@plimsoll/core";
import type { ErrorCode, ErrorDetail } from "@plimsoll/contract";
import { ApiError, invalid } from "./api-error.ts";

interface Answer {
  readonly code: ErrorCode;
  /** Absent: the code's own message, or the first detail's. */
  readonly message?: string;
  /** The field of the error when the core names none. */
  readonly field?: string;
}

/** The error response for each of the core's rejections. */
const ANSWERS: Readonly<Record<Reason, Answer>> = {
  invalid: { code: "VALIDATION_FAILURE" },
  changed_meanwhile: { code: "PRECONDITION_FAILED" },
  wallet_not_found: { code: "NOT_FOUND", message: "there is no such wallet" },
  wallet_closed: { code: "CONFLICT", message: "the wallet is closed" },
  wallet_frozen: { code: "CONFLICT", message: "the wallet is frozen: it takes credits, but no debits" },
  wallet_not_empty: { code: "CONFLICT", message: "only an empty wallet without holds can be closed" },
  wallet_holds_open: { code: "CONFLICT", message: "the wallet has open holds; capture or release them first" },
  wallet_orders_open: {
    code: "CONFLICT",
    message: "the wallet has orders that are not over; deliver, fail or cancel them first",
  },
  currency_exists: { code: "CONFLICT", message: "the account already has this currency" },
  key_taken: { code: "CONFLICT", message: "another resource of this kind has this key", field: "key" },
  wallet_exists: { code: "CONFLICT", message: "another wallet has this provider_id and external_id" },
  mirror_is_read_only: {
    code: "CONFLICT",
    message: "a mirror follows its provider and cannot be credited or debited here",
  },
  insufficient_funds: { code: "INSUFFICIENT_FUNDS" },
  balance_out_of_range: {
    code: "VALIDATION_FAILURE",
    message: "amount would take the balance beyond what a wallet can hold",
    field: "amount",
  },
  idempotency_key_reused: { code: "IDEMPOTENCY_KEY_REUSED" },
  feature_not_found: { code: "NOT_FOUND", message: "there is no such feature" },
  alert_default_not_found: { code: "NOT_FOUND", message: "there are no default alert settings for this currency" },
  provider_not_found: { code: "NOT_FOUND", message: "there is no such provider", field: "provider_id" },
  campaign_not_found: { code: "NOT_FOUND", message: "there is no such campaign" },
  endpoint_not_found: { code: "NOT_FOUND", message: "there is no such webhook endpoint" },
  endpoint_disabled: { code: "CONFLICT", message: "the webhook endpoint is disabled; enable it first" },
  delivery_not_found: { code: "NOT_FOUND", message: "there is no such delivery" },
  not_the_first_api_key: { code: "CONFLICT", message: "the account already has an API key" },
  api_key_not_found: { code: "NOT_FOUND", message: "there is no such API key" },
  api_key_revoked: { code: "CONFLICT", message: "the API key was revoked" },
  movement_order_not_found: {
    code: "VALIDATION_FAILURE",
    message: "order_id must name an order of this wallet",
    field: "order_id",
  },
  hold_not_found: { code: "NOT_FOUND", message: "there is no such hold" },
  hold_expired: { code: "CONFLICT", message: "the hold has expired" },
  hold_not_open: { code: "CONFLICT", message: "the hold was captured or released already" },
  gateway_connection_not_found: { code: "NOT_FOUND", message: "there is no such gateway connection" },
  card_not_found: { code: "NOT_FOUND", message: "there is no such card" },
  card_exists: { code: "CONFLICT", message: "another card has this card_id" },
  card_wallet_not_found: { code: "NOT_FOUND", message: "there is no such wallet", field: "wallet_id" },
  topup_not_found: { code: "NOT_FOUND", message: "there is no such top-up" },
  topup_ended: { code: "CONFLICT", message: "the top-up is settled or cancelled and cannot change" },
  topup_status: { code: "CONFLICT", message: "a top-up cannot change from its present status to that one" },
  topup_sent: { code: "CONFLICT", message: "the amount of a top-up that has been approved or sent cannot be changed" },
  topup_own_approval: { code: "FORBIDDEN", message: "another API key than the proposer's has to approve this top-up" },
  topup_unapproved: { code: "CONFLICT", message: "this top-up has to be approved before it is sent" },
  product_not_found: { code: "NOT_FOUND", message: "there is no such product", field: "product_id" },
  product_archived: { code: "CONFLICT", message: "the product is archived and cannot be ordered" },
  wallet_not_chosen: {
    code: "VALIDATION_FAILURE",
    message: "wallet_id is required: there is not exactly one open wallet in the product's currency",
    field: "wallet_id",
  },
  fx_rate_missing: {
    code: "CONFLICT",
    message: "there is no FX rate between the two currencies; put one with PUT /api/v1/fx-rates",
  },
  balance_stale: { code: "BALANCE_STALE" },
  balance_unconfirmed: {
    code: "SERVICE_UNAVAILABLE",
    message: "a movement of the wallet is being confirmed with its provider, which takes a second or two",
  },
  orders_blocked: { code: "ORDERS_BLOCKED" },
  order_not_placeable: {
    code: "CONFLICT",
    message: "orders from this wallet cannot be placed at a provider",
  },
  order_not_found: { code: "NOT_FOUND", message: "there is no such order" },
  order_ended: { code: "CONFLICT", message: "the order has been delivered, has failed or was cancelled" },
  channel_not_found: { code: "NOT_FOUND", message: "there is no such channel" },
  channel_disabled: { code: "CONFLICT", message: "the channel is disabled; enable it first" },
  route_not_found: { code: "NOT_FOUND", message: "there is no such route" },
  silence_not_found: { code: "NOT_FOUND", message: "there is no such silence" },
  digest_not_found: { code: "NOT_FOUND", message: "there is no digest" },
  heartbeat_not_found: { code: "NOT_FOUND", message: "there is no heartbeat" },
  episode_not_found: { code: "NOT_FOUND", message: "there is no such episode" },
  episode_closed: { code: "CONFLICT", message: "the episode is over" },
  too_many: { code: "CONFLICT" },
};

export function rejectionError({ reason, details }: Rejection): ApiError {
  const { code, message, field } = ANSWERS[reason];
  const named: readonly ErrorDetail[] =
    details.length === 0 && field !== undefined && message !== undefined ? [{ field, message }] : details;
  if (code === "VALIDATION_FAILURE") return invalid(named);
  return new ApiError(code, message ?? named[0]?.message, named);
}

/** The result of an accepted command; throws the error for any other outcome. */
export function accepted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw rejectionError(outcome.rejection);
  return outcome.value;
}
