export const WALLET_TYPES = ["PREPAID", "POSTPAID"] as const;
export type WalletType = (typeof WALLET_TYPES)[number];
export const WALLET_SOURCES = ["ledger", "mirror"] as const;
export type WalletSource = (typeof WALLET_SOURCES)[number];
export const WALLET_STATUSES = ["active", "frozen", "closed"] as const;
export type WalletStatus = (typeof WALLET_STATUSES)[number];

export const WALLET_SORTS = ["runway", "name", "available", "seen"] as const;

export const DIRECTIONS = ["CREDIT", "DEBIT"] as const;
export type Direction = (typeof DIRECTIONS)[number];
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
export type TransactionKind = (typeof KINDS)[number];

/** The state of an alert stream, in ascending severity: the most severe level that holds. */
export const ALERT_STATES = ["ok", "info", "warning", "in_alarm", "blocked"] as const;
export type AlertState = (typeof ALERT_STATES)[number];
export const ALERT_LEVELS = ["block", "critical", "warning", "info"] as const;
export type LevelName = (typeof ALERT_LEVELS)[number];
export const ALERT_CONDITIONS = ["below", "above"] as const;
export type AlertCondition = (typeof ALERT_CONDITIONS)[number];
export const ALERT_OWNERS = ["feature", "wallet", "default"] as const;
export type OwnerKind = (typeof ALERT_OWNERS)[number];
export const ALERT_CAUSES = ["transaction", "snapshot", "hold", "sweep", "spend", "burn", "settings"] as const;

/** How an alert's state changed. */
export const ALERT_CHANGE_REASONS = ["entered", "escalated", "eased", "cleared"] as const;
export type AlertChangeReason = (typeof ALERT_CHANGE_REASONS)[number];
/** Why an alert event is sent: a change of state, or the reminder of an episode that continues. */
export const ALERT_REASONS = [...ALERT_CHANGE_REASONS, "reminder"] as const;
export type AlertReason = (typeof ALERT_REASONS)[number];

export const TOPUP_METHODS = ["wire", "card", "ach", "crypto", "other"] as const;
export type TopupMethod = (typeof TOPUP_METHODS)[number];
export const TOPUP_STATUSES = ["proposed", "approved", "initiated", "sent", "settled", "overdue", "cancelled"] as const;
export type TopupStatus = (typeof TOPUP_STATUSES)[number];
/** Where a caller may move a top-up to. */
export const TOPUP_MOVES = ["approved", "initiated", "sent", "settled", "cancelled"] as const;
export const TOPUP_SOURCES = ["api", "alert"] as const;
export type TopupSource = (typeof TOPUP_SOURCES)[number];

export const SETTINGS_WARNINGS = ["CRITICAL_BELOW_LEAD_TIME", "LEVELS_ASLEEP"] as const;
export const CONFIDENCES = ["none", "accumulating", "established"] as const;

/** Why a top-up is advised, or not. */
export const ADVICE_REASONS = ["needed", "late", "covered", "enough", "unknown"] as const;

/** What a runway is counted by. */
export const RUNWAY_BASES = ["present", "typical", "expected", "accumulating"] as const;

export const HOLD_STATUSES = ["open", "captured", "released", "expired"] as const;
export type HoldStatus = (typeof HOLD_STATUSES)[number];
/** The source of the hold: a caller of the API, a card authorization, or an order on its way to a provider. */
export const HOLD_SOURCES = ["api", "card", "order"] as const;
export type HoldSource = (typeof HOLD_SOURCES)[number];
/** What the debit of a captured hold may be. */
export const CAPTURE_KINDS = ["usage", "order", "card"] as const;

export const GATEWAY_KINDS = ["sudo"] as const;
export const GATEWAY_STATUSES = ["active", "paused"] as const;
export type GatewayStatus = (typeof GATEWAY_STATUSES)[number];
export const CARD_STATUSES = ["active", "frozen", "closed"] as const;
export type CardStatus = (typeof CARD_STATUSES)[number];
export const PRODUCT_STATUSES = ["active", "archived"] as const;
export type ProductStatus = (typeof PRODUCT_STATUSES)[number];
export const ORDER_STATUSES = ["PENDING", "PARTIALLY_DELIVERED", "DELIVERED", "FAILED", "CANCELLED"] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];
/**
 * The progress of an order on a mirror. pending: stored, not known to be sent; unknown: sent, and the response was
 * lost; accepted: the provider has it and its debit has not been seen; settled: the debit has been seen; refused: the
 * provider does not have it.
 */
export const PLACEMENT_STATES = ["pending", "unknown", "accepted", "settled", "refused"] as const;
export type PlacementState = (typeof PLACEMENT_STATES)[number];
/** Why a provider did not take an order. lost: its sending failed, and afterwards the provider did not have it. */
export const PLACEMENT_FAILURES = ["rejected", "insufficient_funds", "duplicate", "refused", "lost"] as const;
export type PlacementFailureKind = (typeof PLACEMENT_FAILURES)[number];
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
export type PreflightCode = (typeof PREFLIGHT_CODES)[number];

/** Why a wallet has no part in a rebalancing plan. */
export const PLAN_OMISSIONS = ["STALE", "FX_RATE_MISSING", "NO_SPEND_HISTORY"] as const;

export const ENDPOINT_STATUSES = ["enabled", "disabled"] as const;
export const DELIVERY_SUBJECTS = ["wallet", "order"] as const;

export const DELIVERY_STATES = ["pending", "delivered", "failed", "skipped"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATES)[number];

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
/** webhook: hooks report, polls check. campaign: the same, more often. polling: hooks are silent, polls report. */
export const PROVIDER_MODES = ["webhook", "campaign", "polling"] as const;
export type ProviderMode = (typeof PROVIDER_MODES)[number];
/** active; paused by its owner; failing: the last poll did not succeed. */
export const PROVIDER_STATUSES = ["active", "paused", "failing"] as const;
export type ProviderStatus = (typeof PROVIDER_STATUSES)[number];
/** What of a provider can fail, each by itself. */
export const FAILING_SOURCES = ["polls", "hooks"] as const;
export type FailingSource = (typeof FAILING_SOURCES)[number];
/**
 * open: still investigated. explained: every unit belongs to a known movement. unexplained: reported to customers; a
 * late hook may still explain it.
 */
export const DRIFT_STATUSES = ["open", "explained", "unexplained"] as const;
export type DriftStatus = (typeof DRIFT_STATUSES)[number];

/** How a movement of a drift's time stands on the two sides. */
export const DRIFT_MATCHES = [
  "both_sides",
  "backfilled",
  "late_hook",
  "provider_only",
  "here_only",
  "not_compared",
] as const;
export type DriftMatch = (typeof DRIFT_MATCHES)[number];

export const PROVIDER_LIST_STATUSES = ["read", "no_list", "unavailable", "not_read"] as const;
export type ProviderListStatus = (typeof PROVIDER_LIST_STATUSES)[number];

export const STALE_POLICIES = ["closed", "open"] as const;
export type StalePolicy = (typeof STALE_POLICIES)[number];

/** The groups of resources that a key may be limited to. */
export const SCOPE_RESOURCES = [
  "wallets",
  "transactions",
  "holds",
  "topups",
  "orders",
  "cards",
  "currencies",
  "features",
  "alerts",
  "channels",
  "webhooks",
  "providers",
] as const;
export type ScopeResource = (typeof SCOPE_RESOURCES)[number];
/** What a key may do: everything of one kind, or what concerns one group of resources. */
export const KEY_SCOPES = [
  "read",
  "write",
  "admin",
  "alerts:acknowledge",
  ...SCOPE_RESOURCES.flatMap((resource) => [`${resource}:read`, `${resource}:write`] as const),
] as const;
export type Scope = (typeof KEY_SCOPES)[number];

export const AUDIT_ACTIONS = [
  "create",
  "update",
  "put",
  "delete",
  "close",
  "revoke",
  "set_spend_history",
  "acknowledge",
  "unacknowledge",
  "rotate_secret",
  "test",
  "replay",
  "capture",
  "release",
  "deliver",
  "end",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

export const AUDIT_RESOURCES = [
  "account",
  "alert_default",
  "api_key",
  "campaign",
  "card",
  "channel",
  "currency",
  "digest",
  "episode",
  "feature",
  "fx_rate",
  "gateway_connection",
  "heartbeat",
  "hold",
  "order",
  "product",
  "provider",
  "route",
  "silence",
  "topup",
  "transaction",
  "transfer",
  "wallet",
  "webhook_endpoint",
] as const;
export type AuditResource = (typeof AUDIT_RESOURCES)[number];

export const CHANNEL_KINDS = ["slack", "msteams", "pagerduty", "datadog", "email", "webhook"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];
/** What a route may carry: the alert levels, and what happens to the operation. */
export const ROUTE_EVENTS = [
  "info",
  "warning",
  "critical",
  "block",
  "stale",
  "drift",
  "provider_failing",
  "topup_proposed",
  "topup_overdue",
  "endpoint_disabled",
] as const;
export type RouteEvent = (typeof ROUTE_EVENTS)[number];
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];
export const EPISODE_STATES = ["open", "closed"] as const;
/** Why a notification was kept without being sent. */
export const SKIP_REASONS = ["silenced", "channel_disabled", "superseded"] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];
/** Why a notice would be sent when it would be, or would not. */
export const PREVIEW_REASONS = ["at_once", "grouped", "scheduled", "silenced", "escalation"] as const;
export type PreviewReason = (typeof PREVIEW_REASONS)[number];

/** Other ways to money than a wire. */
export const ALTERNATIVE_KINDS = ["transfer", "same_provider"] as const;
