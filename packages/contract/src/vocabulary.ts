export const WALLET_TYPES = ["PREPAID", "POSTPAID"] as const;
export const WALLET_SOURCES = ["ledger", "mirror"] as const;
export const WALLET_STATUSES = ["active", "frozen", "closed"] as const;

export const DIRECTIONS = ["CREDIT", "DEBIT"] as const;
export const KINDS = [
  "topup",
  "refund",
  "order",
  "usage",
  "payout",
  "card",
  "adjustment",
  "reconciliation",
  "fx",
] as const;

export const ALERT_STATES = ["ok", "info", "warning", "in_alarm", "blocked"] as const;
export const ALERT_LEVELS = ["block", "critical", "warning", "info"] as const;
export const ALERT_CONDITIONS = ["below", "above"] as const;
export const ALERT_OWNERS = ["feature", "wallet", "default"] as const;
export const ALERT_CAUSES = ["transaction", "snapshot", "hold", "sweep", "spend", "burn", "settings"] as const;

export const TOPUP_METHODS = ["wire"] as const;
export const TOPUP_STATUSES = ["proposed", "initiated", "sent", "settled", "overdue", "cancelled"] as const;
/** Where a caller may move a top-up to. */
export const TOPUP_MOVES = ["initiated", "sent", "settled", "cancelled"] as const;
export const TOPUP_SOURCES = ["api", "alert"] as const;

export const SETTINGS_WARNINGS = ["CRITICAL_BELOW_LEAD_TIME"] as const;
export const CONFIDENCES = ["none", "accumulating", "established"] as const;

/** What a runway is counted by. */
export const RUNWAY_BASES = ["present", "typical", "accumulating"] as const;

export const HOLD_STATUSES = ["open", "captured", "released", "expired"] as const;
export const HOLD_SOURCES = ["api", "card", "order"] as const;
/** What the debit of a captured hold may be. */
export const CAPTURE_KINDS = ["usage", "order", "card"] as const;

export const GATEWAY_KINDS = ["sudo"] as const;
export const GATEWAY_STATUSES = ["active", "paused"] as const;
export const CARD_STATUSES = ["active", "frozen", "closed"] as const;
export const PRODUCT_STATUSES = ["active", "archived"] as const;
export const ORDER_STATUSES = ["PENDING", "PARTIALLY_DELIVERED", "DELIVERED", "FAILED", "CANCELLED"] as const;
export const FORWARD_STATES = ["pending", "unknown", "accepted", "settled", "refused"] as const;
export const FORWARD_FAILURES = ["rejected", "insufficient_funds", "duplicate", "refused", "lost"] as const;
/** Every result of a pre-flight, in the order of the checks. */
export const PREFLIGHT_CODES = [
  "WALLET_CLOSED",
  "WALLET_FROZEN",
  "BALANCE_STALE",
  "ORDERS_BLOCKED",
  "PRODUCT_ARCHIVED",
  "FX_RATE_MISSING",
  "QUOTE_UNAVAILABLE",
  "INSUFFICIENT_FUNDS",
  "OK",
] as const;

/** Why a wallet has no part in a rebalancing plan. */
export const PLAN_OMISSIONS = ["STALE", "FX_RATE_MISSING"] as const;

export const ENDPOINT_STATUSES = ["enabled", "disabled"] as const;
export const DELIVERY_STATES = ["pending", "delivered", "failed", "skipped"] as const;

export const PROVIDER_KINDS = [
  "octopus",
  "sudo",
  "http-json",
  "africastalking",
  "airwallex",
  "dingconnect",
  "openrouter",
  "paystack",
  "reloadly",
  "runa",
  "stripe",
  "tango",
  "telnyx",
  "tremendous",
  "twilio",
  "wise",
] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];
/** The kinds that an error of a provider can be mapped to. */
export const PROVIDER_FAILURES = ["auth", "forbidden", "rate_limited", "not_found", "rejected", "transient"] as const;
/** What became of a provider's hook. */
export const HOOK_STATUSES = ["applied", "inside", "waiting", "late", "rejected", "unhandled"] as const;
export const KEPT_HOOK_REASONS = ["unhandled", "malformed", "late"] as const;
export const PROVIDER_MODES = ["webhook", "campaign", "polling"] as const;
export const PROVIDER_STATUSES = ["active", "paused", "failing"] as const;
/** What of a provider can fail, each by itself. */
export const FAILING_SOURCES = ["polls", "hooks"] as const;
export const DRIFT_STATUSES = ["open", "explained", "unexplained"] as const;

export const STALE_POLICIES = ["closed", "open"] as const;

export const KEY_SCOPES = ["read", "write", "admin"] as const;
