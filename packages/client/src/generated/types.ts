// Made by `npm run docs` from the contract.

export interface Account {
  id: number;
  name: string;
  lead_time_business_days: number;
  holidays: string[];
  timezone: string;
  cutoff: string | null;
  topup: TopupSettings;
  topup_approval: {
    /** Decimal string */
    above: string;
  } | null;
  stale_policy: "closed" | "open";
  stale_after_seconds: number;

  /** RFC 3339, UTC */
  created_at: string;
}

export interface AcknowledgeEpisode {
  note?: string | null | undefined;
  minutes?: number | null | undefined;
}

export interface Acknowledgement {
  by: string;

  /** RFC 3339, UTC */
  at: string;
  until: string | null;
  note: string | null;
}

export interface ActOnTopup {
  reference?: string | null | undefined;
  expected_at?: string | null | undefined;
}

export interface AlertCause {
  type: "transaction" | "snapshot" | "hold" | "sweep" | "spend" | "burn" | "settings";
  transaction_id?: number;
  hold_id?: string;
}

export interface AlertChange {
  id: string;
  wallet_id: number;
  owner: AlertOwner;
  previous_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
  state: "ok" | "info" | "warning" | "in_alarm" | "blocked";

  /** entered: left ok; escalated, eased: to a more or less severe state; cleared: returned to ok */
  reason: "entered" | "escalated" | "eased" | "cleared";

  /** The available balance that decided */
  balance: string;
  threshold: AlertThreshold | null;
  cause: AlertCause;

  /** RFC 3339, UTC */
  created_at: string;
  wallet_sequence: number;
  episode_id: string;
  event_id: string;
}

export interface AlertDefault {
  /** An ISO 4217 code, or * for every currency without settings of its own */
  currency: string;
  alert_settings: AlertSettings;

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;

  /** Accepted settings that may not do what they are for; absent when there is nothing to say, and in lists */
  warnings?: SettingsWarning[];
}

/** Exactly one of threshold, spend_percent and runway_hours. */
export interface AlertLevel {
  /** below fires at ≤, above at ≥ */
  condition: "below" | "above";

  /** An amount in the wallet's currency */
  threshold?: string;

  /** Percent of the typical daily spend */
  spend_percent?: string;

  /** Hours the available balance lasts */
  runway_hours?: string;
}

/** Exactly one of threshold, spend_percent and runway_hours. */
export interface AlertLevelInput {
  condition: "below" | "above";

  /** Decimal */
  threshold?: string | number | undefined;

  /** Decimal */
  spend_percent?: string | number | undefined;

  /** Decimal */
  runway_hours?: string | number | undefined;
}

/** Whose settings watch the wallet. */
export interface AlertOwner {
  type: "feature" | "wallet" | "default";

  /** The feature's id, the wallet's id, or the default's currency */
  id: string;
}

export interface AlertSettings {
  alert_enabled: boolean;
  critical: AlertLevel | null;
  warning: AlertLevel | null;
  info: AlertLevel | null;
  block: AlertLevel | null;

  /** How far past a threshold the balance must come back to leave a level */
  clear_margin?: string;

  /** Seconds between reminders while not ok */
  repeat_interval?: number;
}

/**
 * Warning and block need critical; one condition and one unit for all; strictly ordered. In a PATCH, null
 * removes a level.
 */
export interface AlertSettingsInput {
  alert_enabled?: boolean | undefined;
  critical?: AlertLevelInput | null | undefined;
  warning?: AlertLevelInput | null | undefined;
  info?: AlertLevelInput | null | undefined;
  block?: AlertLevelInput | null | undefined;
  clear_margin?: string | number | null | undefined;
  repeat_interval?: number | null | undefined;
}

export interface AlertThreshold {
  level: "block" | "critical" | "warning" | "info";
  condition: "below" | "above";

  /** Decimal string */
  threshold?: string;

  /** Decimal string */
  spend_percent?: string;

  /** Decimal string */
  runway_hours?: string;
}

/** A kind without a transaction is left out */
export interface AmountsByKind {
  /** Decimal string */
  topup?: string;

  /** Decimal string */
  refund?: string;

  /** Decimal string */
  order?: string;

  /** Decimal string */
  usage?: string;

  /** Decimal string */
  payout?: string;

  /** Decimal string */
  card?: string;

  /** Decimal string */
  adjustment?: string;

  /** Decimal string */
  reconciliation?: string;

  /** Decimal string */
  fx?: string;
}

export interface ApiKey {
  id: string;
  name: string;

  /** The key's first characters, to distinguish keys */
  prefix: string;
  scopes: (
    | "read"
    | "write"
    | "admin"
    | "alerts:acknowledge"
    | "wallets:read"
    | "wallets:write"
    | "transactions:read"
    | "transactions:write"
    | "holds:read"
    | "holds:write"
    | "topups:read"
    | "topups:write"
    | "orders:read"
    | "orders:write"
    | "cards:read"
    | "cards:write"
    | "currencies:read"
    | "currencies:write"
    | "features:read"
    | "features:write"
    | "alerts:read"
    | "alerts:write"
    | "channels:read"
    | "channels:write"
    | "webhooks:read"
    | "webhooks:write"
    | "providers:read"
    | "providers:write"
  )[];

  /** RFC 3339, UTC */
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
}

export interface ApiKeyWithSecret {
  id: string;
  name: string;

  /** The key's first characters, to distinguish keys */
  prefix: string;
  scopes: (
    | "read"
    | "write"
    | "admin"
    | "alerts:acknowledge"
    | "wallets:read"
    | "wallets:write"
    | "transactions:read"
    | "transactions:write"
    | "holds:read"
    | "holds:write"
    | "topups:read"
    | "topups:write"
    | "orders:read"
    | "orders:write"
    | "cards:read"
    | "cards:write"
    | "currencies:read"
    | "currencies:write"
    | "features:read"
    | "features:write"
    | "alerts:read"
    | "alerts:write"
    | "channels:read"
    | "channels:write"
    | "webhooks:read"
    | "webhooks:write"
    | "providers:read"
    | "providers:write"
  )[];

  /** RFC 3339, UTC */
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;

  /** pk_…; shown this once */
  key: string;
}

export interface AskPreflight {
  wallet_id: number;
  product_id?: string | number | null | undefined;
  denomination?: string | number | null | undefined;
  quantity?: number | null | undefined;

  /** What is to be paid, in the wallet's currency */
  amount?: string | number | null | undefined;
}

/** Null once its event or endpoint is deleted */
export interface AttemptRequest {
  /** A signature by its first and last four characters; without signatures when the secret was replaced since */
  headers: Record<string, string>;
  secret_ending: string | null;
}

export interface AttentionRow {
  wallet_id: number;
  name: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** Decimal string */
  available: string;
  alert_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
  provider_id: string | null;
  synced_at: string | null;
  stale: boolean;
  owner: AlertOwner | null;
  episode_id: string | null;
  acknowledged: Acknowledgement | null;
  since: string | null;
  runway: Runway;

  /** The episode's last three state changes, newest first */
  steps: AlertChange[];

  /** The episode's newest ten notifications, newest first */
  notifications: {
    channel_id: string;

    /** Its name */
    channel: string;

    /** As that of a notification */
    kind: string;

    /** As that of a notification */
    level: string;
    status: "pending" | "delivered" | "failed" | "skipped";

    /** RFC 3339, UTC */
    at: string;
  }[];

  /** The episode's state changes */
  step_count: number;

  /** Its open top-ups, newest first */
  topups: Topup[];
  unblocks_above: string | null;
}

/**
 * `before` and `after` have the members that changed; all of them when the resource was created or removed, and
 * then the other one is null. Secrets are only named.
 */
export interface AuditEntry {
  id: string;
  actor: { id: string | null; name: string };
  action:
    | "create"
    | "update"
    | "put"
    | "delete"
    | "close"
    | "revoke"
    | "set_spend_history"
    | "acknowledge"
    | "unacknowledge"
    | "rotate_secret"
    | "test"
    | "replay"
    | "capture"
    | "release"
    | "deliver"
    | "end";
  resource: {
    type:
      | "account"
      | "alert_default"
      | "api_key"
      | "campaign"
      | "card"
      | "channel"
      | "currency"
      | "digest"
      | "episode"
      | "feature"
      | "fx_rate"
      | "gateway_connection"
      | "heartbeat"
      | "hold"
      | "order"
      | "product"
      | "provider"
      | "route"
      | "silence"
      | "topup"
      | "transaction"
      | "transfer"
      | "wallet"
      | "webhook_endpoint";
    id: string;
  };
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  request_id: string | null;
  address: string | null;

  /** RFC 3339, UTC */
  created_at: string;
}

export interface BalanceSeries {
  wallet_id: number;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** RFC 3339, UTC */
  from: string;

  /** RFC 3339, UTC */
  to: string;

  /** false: the period has more than 50,000 transactions, and min and max are those of some of them; last is exact */
  exact: boolean;

  /** Parts of equal length */
  points: {
    /** The start of this part of the period */
    from: string;

    /** Decimal string */
    min: string;

    /** Decimal string */
    max: string;

    /** The balance at its end */
    last: string;
  }[];
}

export interface Cadence {
  /** Between two polls */
  seconds: number;
}

export interface Campaign {
  id: string;
  key: string | null;
  provider_id: string | null;
  name: string | null;
  expected_multiplier: string | null;

  /** RFC 3339, UTC */
  starts_at: string;

  /** RFC 3339, UTC */
  ends_at: string;

  /** RFC 3339, UTC */
  created_at: string;
}

export interface CaptureHold {
  /** What is taken; all of the hold by default. The rest is available again. */
  amount?: string | number | null | undefined;

  /** The debit's kind */
  kind?: "usage" | "order" | "card" | undefined;
  reference_number?: string | null | undefined;
  remarks?: string | null | undefined;
  order_id?: number | null | undefined;
}

export interface Card {
  /** The issuer's id of the card */
  card_id: string;
  wallet_id: number;
  status: "active" | "frozen" | "closed";
  expires: string | null;

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface Channel {
  id: string;
  key: string | null;
  kind: "slack" | "msteams" | "pagerduty" | "datadog" | "email" | "webhook";
  name: string;

  /** Secrets are "…" and their last 4 characters */
  config: Record<string, unknown>;
  rate_limit_per_second: number;
  enabled: boolean;
  status: "enabled" | "disabled";
  disabled_reason: string | null;
  failing_since: string | null;
  inbound_url: string | null;

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface ChannelTested {
  notification: Notification;
  attempt: DeliveryAttempt | null;
}

export interface Charges {
  /** Denomination × quantity, in the product's currency */
  non_discounted_total: number;

  /** Exact JSON number; `exact` has the same as a string */
  discount_amount: number;

  /** non_discounted_total − discount_amount */
  total_amount: number;

  /** Percent */
  discount: number;

  /** Exact JSON number; `exact` has the same as a string */
  gst_amount: number;

  /** net_amount + handling_fee_amount: what the wallet is debited */
  total_payable: number;
  max_quantity: number;

  /** total_amount × forex_rate, in the wallet's currency */
  net_amount: number;

  /** In the wallet's currency */
  handling_fee_amount: number;
  charges_details: {
    /** The product's */
    source_currency: string;

    /** The wallet's */
    destination_currency: string;
    forex_rate: number | null;
    conversion_fee: number | null;
  };
  product_id: string;

  /** Exact JSON number; `exact` has the same as a string */
  denomination: number;
  quantity: number;

  /** Of total_payable */
  currency: string;
  exact: {
    /** Decimal string */
    non_discounted_total: string;

    /** Decimal string */
    discount_amount: string;

    /** Decimal string */
    total_amount: string;

    /** Decimal string */
    discount: string;

    /** Decimal string */
    gst_amount: string;

    /** Decimal string */
    total_payable: string;

    /** Decimal string */
    net_amount: string;

    /** Decimal string */
    handling_fee_amount: string;

    /** Decimal string */
    denomination: string;
    forex_rate: string | null;
  };
}

export interface CompareStatement {
  /** The statement, with a header row */
  csv: string;
  columns: {
    /** Signed: a debit is negative. Or credit and debit */
    amount?: string | undefined;

    /** Amounts that came in */
    credit?: string | undefined;

    /** Amounts that went out, with or without a sign */
    debit?: string | undefined;

    /** A name in the header row */
    reference?: string | undefined;

    /** RFC 3339 times, or dates (2026-05-31), which are whole days in UTC */
    time: string;
  };
  delimiter?: "," | ";" | "\t" | undefined;

  /** The decimal sign; the other one may group digits */
  decimal?: "." | "," | undefined;

  /** How far apart the two times of a movement may be */
  window_hours?: number | undefined;
}

export interface CreateApiKey {
  name: string;

  /**
   * admin includes write, write includes read; `topups:write` is limited to a group of resources and includes
   * `topups:read`
   */
  scopes: readonly (
    | "read"
    | "write"
    | "admin"
    | "alerts:acknowledge"
    | "wallets:read"
    | "wallets:write"
    | "transactions:read"
    | "transactions:write"
    | "holds:read"
    | "holds:write"
    | "topups:read"
    | "topups:write"
    | "orders:read"
    | "orders:write"
    | "cards:read"
    | "cards:write"
    | "currencies:read"
    | "currencies:write"
    | "features:read"
    | "features:write"
    | "alerts:read"
    | "alerts:write"
    | "channels:read"
    | "channels:write"
    | "webhooks:read"
    | "webhooks:write"
    | "providers:read"
    | "providers:write"
  )[];
  expires_at?: string | null | undefined;
}

export interface CreateCampaign {
  key?: string | null | undefined;
  name?: string | null | undefined;

  /** By how much a usual day is multiplied while it lasts, at most 1,000 */
  expected_multiplier?: string | number | null | undefined;

  /** RFC 3339, UTC */
  starts_at: string;

  /** RFC 3339, UTC */
  ends_at: string;
  provider_id?: string | null | undefined;
}

export interface CreateCard {
  /** The issuer's id of the card */
  card_id: string;
  wallet_id: number;
  status?: "active" | "frozen" | "closed" | undefined;
  expires?: string | null | undefined;
}

export interface CreateChannel {
  key?: string | null | undefined;
  kind: "slack" | "msteams" | "pagerduty" | "datadog" | "email" | "webhook";
  name: string;

  /**
   * slack, msteams: webhook_url. pagerduty: routing_key, events_url, webhook_secret. datadog: api_key, events_url.
   * email: smtp_url, from, to. webhook: url, headers, body
   */
  config: Record<string, unknown>;

  /** The kind's own without it; Slack takes 1 */
  rate_limit_per_second?: number | undefined;
  enabled?: boolean | undefined;
}

export interface CreateCurrency {
  /** 3 to 12 of A–Z and 0–9, no ISO 4217 code */
  currency: string;
  name: string;
  precision: number;
}

export interface CreateFeature {
  key?: string | null | undefined;
  name: string;
  type?: string | undefined;
  status?: string | undefined;
  alert_settings?: AlertSettingsInput | null | undefined;
}

export interface CreateGatewayConnection {
  kind: "sudo";
  name: string;

  /** The whole value of the issuer's `Authorization` header, for example `Bearer …` */
  authorization: string;
}

export interface CreateHold {
  wallet_id: number;

  /** Decimal string, or a JSON number of at most 15 significant digits without an exponent */
  amount: string | number;

  /** Seconds until the hold expires and its amount is available again */
  expires_in: number;
  reference?: string | null | undefined;
}

export interface CreateOrder {
  /** prod_…, or for a mirror the provider's id */
  product_id: string | number;

  /** Decimal string, or a JSON number of at most 15 significant digits without an exponent */
  denomination: string | number;
  quantity: number;
  wallet_id?: number | null | undefined;

  /**
   * Your name for the order, unique in the account. Repeating the same request returns the first response; a
   * different request with the same reference is refused.
   */
  reference_code: string;
}

export interface CreateProduct {
  key?: string | null | undefined;
  name: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** The face values there are, or a range: every step from min to max, every amount without a step */
  denominations:
    | readonly (string | number)[]
    | { min: string | number; max: string | number; step?: string | number | null | undefined };
  discount?: string | number | null | undefined;
  fee?: string | number | { amount: string | number } | { percent: string | number } | null | undefined;

  /** Most pieces of one order */
  max_quantity?: number | undefined;
}

export interface CreateProvider {
  kind:
    | "octopus"
    | "sudo"
    | "http-json"
    | "africastalking"
    | "airwallex"
    | "dingconnect"
    | "openrouter"
    | "paystack"
    | "reloadly"
    | "runa"
    | "stripe"
    | "tango"
    | "telnyx"
    | "tremendous"
    | "twilio"
    | "wise";
  name: string;
  key?: string | null | undefined;
  base_url?: string | null | undefined;

  /** Named as the kind of provider names them */
  credentials?: Record<string, string> | null | undefined;
  webhook_secret?: string | null | undefined;
  cadence?: Cadence | null | undefined;

  /** http-json: how to read balances; sudo: which accounts; octopus: whether to store voucher codes; no other kind */
  settings?: HttpJsonSettings | SudoSettings | OctopusSettings | null | undefined;
}

export interface CreateRoute {
  key?: string | null | undefined;
  name: string;
  on: readonly (
    | "info"
    | "warning"
    | "critical"
    | "block"
    | "stale"
    | "drift"
    | "provider_failing"
    | "topup_proposed"
    | "topup_overdue"
    | "endpoint_disabled"
  )[];
  filter?: WalletFilter | null | undefined;
  channel_ids?: readonly string[] | undefined;
  recoveries?: boolean | undefined;
  group_wait_seconds?: number | null | undefined;
  escalate?: Escalation | null | undefined;
  schedule?: Schedule | null | undefined;
  enabled?: boolean | undefined;
}

export interface CreateSilence {
  filter?: WalletFilter | undefined;

  /** Now by default */
  starts_at?: string | undefined;

  /** RFC 3339, UTC */
  ends_at?: string | undefined;

  /**
   * In place of ends_at: for each wallet of filter.wallet_ids that is not ok now, until it is ok again. The
   * silence ends with the last of them, in the transaction of its recovery, and after 366 days at the latest
   */
  until_recovered?: boolean | undefined;
  reason: string;
  include_block?: boolean | undefined;
}

export interface CreateTopup {
  wallet_id: number;

  /** Decimal string, or a JSON number of at most 15 significant digits without an exponent */
  amount: string | number;
  method?: "wire" | "card" | "ach" | "crypto" | "other" | undefined;
  reference?: string | null | undefined;
  expected_at?: string | null | undefined;
}

export interface CreateTransfer {
  from_wallet_id: number;
  to_wallet_id: number;

  /** In the sender's currency */
  amount: string | number;

  /** What one unit of the sender's currency is worth in the receiver's; the account's rate by default */
  rate?: string | number | null | undefined;

  /** Debited on top, in the sender's currency */
  fee?: string | number | null | undefined;
  reference?: string | null | undefined;
}

export interface CreateWallet {
  name: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;
  type?: "PREPAID" | "POSTPAID" | undefined;

  /** Decimal places; the currency's by default */
  asset_scale?: number | undefined;

  /** How far below zero a debit may go; "0" by default, null is unlimited. */
  overdraft_limit?: string | number | null | undefined;

  /** balance = credit balance × rate; "1" by default */
  conversion_rate?: string | number | undefined;

  /** What it will spend a day, until 3 complete days are known */
  expected_daily_spend?: string | number | null | undefined;
  topup?:
    | {
        target_days?: number | null | undefined;

        /** The least amount that is advised */
        minimum?: string | number | null | undefined;

        /** Amounts are multiples of it; by default two significant figures in whole units of the currency */
        step?: string | number | null | undefined;
        methods?: readonly ("wire" | "card" | "ach" | "crypto" | "other")[] | null | undefined;
        instructions?: string | null | undefined;
      }
    | null
    | undefined;
  feature_ids?: readonly string[] | undefined;
  alert_settings?: AlertSettingsInput | null | undefined;

  /** At most 50 members and 16 KiB of JSON */
  metadata?: Record<string, unknown> | undefined;

  /** Makes it a mirror; with external_id */
  provider_id?: string | undefined;

  /** The wallet's id at the provider */
  external_id?: string | undefined;

  /** A mirror's present balance, as its owner declares it */
  balance?: string | number | null | undefined;
}

export interface CreateWebhookEndpoint {
  key?: string | null | undefined;

  /** http or https, without credentials in it */
  url: string;

  /** ["*"] is every type, those of later versions too */
  event_types?:
    | readonly (
        | "*"
        | "wallet.created"
        | "wallet.updated"
        | "wallet.credited"
        | "wallet.debited"
        | "wallet.balance.alert"
        | "feature.wallet_balance.alert"
        | "wallet.orders_blocked"
        | "wallet.orders_unblocked"
        | "hold.created"
        | "hold.captured"
        | "hold.released"
        | "hold.expired"
        | "topup.created"
        | "topup.updated"
        | "topup.settled"
        | "topup.overdue"
        | "topup.cancelled"
        | "order.created"
        | "order.delivered"
        | "order.partially_delivered"
        | "order.failed"
        | "order.cancelled"
        | "wallet.drift.detected"
        | "wallet.drift.resolved"
        | "wallet.stale"
        | "wallet.fresh"
        | "provider.mode_changed"
        | "provider.failing"
        | "provider.recovered"
        | "endpoint.failing"
        | "endpoint.disabled"
      )[]
    | undefined;
  description?: string | null | undefined;
  rate_limit_per_second?: number | undefined;
  max_attempts?: number | undefined;
  timeout_ms?: number | undefined;
}

export interface Currency {
  /** Stable; the `currency_id` of wallets and transactions. */
  id: number;
  name: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** Decimal places; a wallet's asset_scale by default. */
  precision: number;
}

export interface DailySpend {
  /** A UTC day */
  date: string;

  /** Decimal string */
  spend: string;
}

export interface Delivery {
  id: string;
  endpoint_id: string;
  event_id: string;
  event_type: string;
  about: {
    type: "wallet" | "order";
    id: number;

    /** The wallet's name, or the order's reference */
    name: string;
  } | null;
  status: "pending" | "delivered" | "failed" | "skipped";
  attempt_count: number;
  last_attempt: LastAttempt | null;
  next_attempt_at: string | null;

  /** RFC 3339, UTC */
  created_at: string;
  completed_at: string | null;
}

export interface DeliveryAttempt {
  number: number;

  /** RFC 3339, UTC */
  at: string;
  status: number | null;
  latency_ms: number;
  error: string | null;

  /** The first bytes of the answer */
  response: string;
}

export interface DeliveryAttemptWithRequest {
  number: number;

  /** RFC 3339, UTC */
  at: string;
  status: number | null;
  latency_ms: number;
  error: string | null;

  /** The first bytes of the answer */
  response: string;
  request: AttemptRequest | null;
}

export interface DeliveryWithAttempts {
  id: string;
  endpoint_id: string;
  event_id: string;
  event_type: string;
  about: {
    type: "wallet" | "order";
    id: number;

    /** The wallet's name, or the order's reference */
    name: string;
  } | null;
  status: "pending" | "delivered" | "failed" | "skipped";
  attempt_count: number;
  last_attempt: LastAttempt | null;
  next_attempt_at: string | null;

  /** RFC 3339, UTC */
  created_at: string;
  completed_at: string | null;
  attempts: DeliveryAttemptWithRequest[];
}

export interface Digest {
  channel_ids: string[];

  /** HH:MM */
  at: string;
  timezone: string;
  days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];

  /** RFC 3339, UTC */
  next_at: string;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface Drift {
  id: string;
  provider_id: string;
  wallet_id: number;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /**
   * open: the search continues; explained: every unit belongs to a known movement; unexplained: reported by an
   * event.
   */
  status: "open" | "explained" | "unexplained";

  /** The balance that the known movements gave */
  expected: string;

  /** The balance that the provider reported */
  actual: string;

  /** actual − expected: the reconciliation transaction */
  difference: string;

  /** The part of the difference that no movement explains */
  unexplained: string;

  /** The reconciliation transaction */
  transaction_id: number;

  /** Transactions of the movements that were found since */
  explained_by: number[];

  /** When the difference arose, by the provider's clock: between the snapshot before and this one */
  window: {
    from: string | null;

    /** RFC 3339, UTC */
    to: string;
  };

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface DriftWithSides {
  id: string;
  provider_id: string;
  wallet_id: number;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /**
   * open: the search continues; explained: every unit belongs to a known movement; unexplained: reported by an
   * event.
   */
  status: "open" | "explained" | "unexplained";

  /** The balance that the known movements gave */
  expected: string;

  /** The balance that the provider reported */
  actual: string;

  /** actual − expected: the reconciliation transaction */
  difference: string;

  /** The part of the difference that no movement explains */
  unexplained: string;

  /** The reconciliation transaction */
  transaction_id: number;

  /** Transactions of the movements that were found since */
  explained_by: number[];

  /** When the difference arose, by the provider's clock: between the snapshot before and this one */
  window: {
    from: string | null;

    /** RFC 3339, UTC */
    to: string;
  };

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;

  /** expected without the known movements */
  balance_before: string;

  /** The movements of that time that were known when the snapshot came */
  known: {
    count: number;

    /** Decimal string */
    amount: string;
  };

  /** The movements that have explained a part of the difference since */
  found: {
    count: number;

    /** Decimal string */
    amount: string;
  };

  /** By the provider's time, the oldest first */
  lines: {
    /**
     * both_sides: reported by a webhook, and listed by the provider; backfilled: found in the provider's list and
     * posted since; late_hook: its webhook came after the snapshot; provider_only, here_only: the other side lacks
     * it; not_compared: here, and the provider's list was not read.
     */
    match: "both_sides" | "backfilled" | "late_hook" | "provider_only" | "here_only" | "not_compared";

    /** Negative for a debit */
    amount: string;
    provider: {
      /** The provider's number of the transaction in its list */
      id: string;
      reference_number: string | null;
      remarks: string | null;

      /** By the provider's clock */
      occurred_at: string;
    } | null;
    transaction: {
      id: number;
      sequence: number;
      kind: "topup" | "refund" | "order" | "usage" | "payout" | "card" | "adjustment" | "reconciliation" | "fx";
      reference_number: string | null;
      occurred_at: string | null;

      /** RFC 3339, UTC */
      created_at: string;
    } | null;
  }[];

  /** Whether `lines` has every movement of that time of both sides */
  complete: boolean;

  /**
   * The search of the provider's own list. no_list: this kind has none that can be read; unavailable: it could not
   * be read so far; not_read: no search has ended, or none was needed.
   */
  provider_list: { status: "read" | "no_list" | "unavailable" | "not_read"; read_at: string | null };
}

export interface Episode {
  id: string;
  wallet_id: number;
  wallet_name: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** The wallet's now */
  available: string;
  runway_hours: number | null;
  owner: AlertOwner;
  state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
  worst_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";

  /** RFC 3339, UTC */
  opened_at: string;
  closed_at: string | null;

  /** Decimal string */
  lowest_available: string;
  acknowledged: Acknowledgement | null;
  silenced_until: string | null;

  /** Whether the silence ends when the wallet is ok */
  silenced_until_recovered: boolean;
  steps: EpisodeStep[];
  notifications: Notification[];
}

export interface EpisodeStep {
  /** RFC 3339, UTC */
  at: string;
  previous_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
  state: "ok" | "info" | "warning" | "in_alarm" | "blocked";

  /** Decimal string */
  available: string;
  threshold: AlertThreshold | null;
  cause: AlertCause;
  reason: string | null;

  /** The event that webhook endpoints receive */
  event_id: string;
}

export interface ErrorBody {
  name: string;
  code:
    | "VALIDATION_FAILURE"
    | "UNAUTHORIZED"
    | "INSUFFICIENT_FUNDS"
    | "FORBIDDEN"
    | "NOT_FOUND"
    | "CONFLICT"
    | "ORDERS_BLOCKED"
    | "BALANCE_STALE"
    | "PRECONDITION_FAILED"
    | "IDEMPOTENCY_KEY_REUSED"
    | "TOO_MANY_REQUESTS"
    | "SERVICE_UNAVAILABLE"
    | "INTERNAL_SERVER_ERROR";
  message: string;

  /** Every violation found; empty when there is nothing to name. */
  details: ErrorDetail[];
}

export interface ErrorDetail {
  field: string;
  message: string;
}

export interface Escalation {
  /** 0: as soon as it is checked */
  after_minutes: number;
  channel_ids: string[];
}

export interface Feature {
  id: string;
  key: string | null;
  name: string;
  type: string;
  status: string;
  alert_settings: AlertSettings | null;

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;

  /** Accepted settings that may not do what they are for; absent when there is nothing to say, and in lists */
  warnings?: SettingsWarning[];
}

export interface Found {
  wallets: {
    id: number;
    name: string;

    /** ISO 4217 code, or one of the account's own */
    currency: string;

    /** Decimal string */
    available: string;
    alert_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";

    /** As `watched` of a wallet */
    watched: boolean;
    runway_hours: number | null;
  }[];
  features: { id: string; name: string }[];
  providers: {
    id: string;
    name: string;
    kind:
      | "octopus"
      | "sudo"
      | "http-json"
      | "africastalking"
      | "airwallex"
      | "dingconnect"
      | "openrouter"
      | "paystack"
      | "reloadly"
      | "runa"
      | "stripe"
      | "tango"
      | "telnyx"
      | "tremendous"
      | "twilio"
      | "wise";
    status: "active" | "paused" | "failing";
  }[];
  endpoints: { id: string; url: string; status: "enabled" | "disabled" }[];
  orders: {
    id: number;
    reference_code: string;
    status: "PENDING" | "PARTIALLY_DELIVERED" | "DELIVERED" | "FAILED" | "CANCELLED";
    product_name: string;
  }[];
}

export interface FxRate {
  /** ISO 4217 code, or one of the account's own */
  from: string;

  /** ISO 4217 code, or one of the account's own */
  to: string;

  /** What one unit of `from` is worth in `to` */
  rate: string;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface FxRateInput {
  /** ISO 4217 code, or one of the account's own */
  from: string;

  /** ISO 4217 code, or one of the account's own */
  to: string;

  /** Decimal greater than zero with at most 18 decimal places; null removes the pair */
  rate: string | number | null;
}

export interface GatewayConnection {
  /** gw_… */
  id: string;

  /** Where the issuer's enquiries go, relative to this server */
  gateway_url: string;
  kind: "sudo";
  name: string;
  status: "active" | "paused";

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface GetCharges {
  /** Decimal string, or a JSON number of at most 15 significant digits without an exponent */
  denomination: string | number;
  quantity: number;
  wallet_id?: number | null | undefined;
}

export interface Heartbeat {
  /** Masked: "…" and its last 4 characters */
  url: string;
  every_seconds: number;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface Hold {
  /** hold_… */
  id: string;
  wallet_id: number;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** What is set aside while the hold is open */
  amount: string;

  /** What was taken in the end; the rest is available again */
  captured_amount: string;
  status: "open" | "captured" | "released" | "expired";

  /** Who set it aside: an API caller, a card authorization or an order */
  source: "api" | "card" | "order";
  reference: string | null;
  external_id: string | null;
  transaction_id: number | null;

  /** From this moment on it cannot be captured */
  expires_at: string;

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface Hook {
  event_id: string | null;
  event_type: string | null;

  /**
   * applied: it moved the balance, or an order; inside: a balance read from the provider held it already; waiting:
   * the next reading settles it; late: it explains a difference that a reading had shown, and the balance stayed;
   * rejected: signed, but it could not be used; unhandled: of a type that moves nothing.
   */
  status: "applied" | "inside" | "waiting" | "late" | "rejected" | "unhandled";
  detail: string | null;
  wallet_id: number | null;
  transaction_id: number | null;

  /** RFC 3339, UTC */
  received_at: string;
}

export interface HourlySpend {
  /** The beginning of the hour */
  hour: string;

  /** Decimal string */
  spend: string;
}

export interface HttpJsonSettings {
  request: {
    method?: "GET" | "POST";

    /** Below base_url, with its query */
    path: string;
    headers?: { name: string; value: string }[];
    body?: string;
  };

  /**
   * bearer takes `value` ({token} by default); basic `username` and `password` ({username}, {password}); header
   * and query `name` and `value` ({key}).
   */
  auth: {
    style: "none" | "bearer" | "basic" | "header" | "query";
    name?: string;
    value?: string;
    username?: string;
    password?: string;
  };

  /** A POST that gives out the {token} that `auth` and `request` speak of */
  sign_in?: {
    /** Another host than base_url */
    url?: string;

    /** Below base_url, with its query */
    path: string;
    headers?: { name: string; value: string }[];
    body?: string;

    /** Members and indexes joined by dots; or a list of them, for names with dots */
    token: string | string[];

    /** Seconds */
    expires_in?: string | string[];

    /** RFC 3339 */
    expires_at?: string | string[];
  };

  /** The list of wallets, or the one wallet; the whole answer by default */
  items?: string | string[];

  /** Only items whose members say this */
  where?: {
    /** Members and indexes joined by dots; or a list of them, for names with dots */
    path: string | string[];
    equals: string;
  }[];

  /** The wallet's id in an item; its currency by default */
  id?: string | string[];

  /** Members and indexes joined by dots; or a list of them, for names with dots */
  name?: string | string[];

  /** Members and indexes joined by dots; or a list of them, for names with dots */
  currency?: string | string[];

  /** When the answer names none */
  implied_currency?: string;
  amount: {
    /** Where it stands in an item; [] when the item is the amount itself, a bare number */
    path: string | string[];

    /** Turns the sign of what stands at `path`: the API counts what it owes as negative */
    negate?: boolean;

    /** One path, or a list of paths: what stands there is added */
    plus?: string | (string | string[])[];

    /** One path, or a list of paths: what stands there is subtracted */
    less?: string | (string | string[])[];

    /** 5.00 and "5.00"; 500 by the currency's decimal places; "USD 5.00" */
    unit?: "major" | "minor" | "with_currency";

    /** Minor units in which this API differs from ISO 4217 */
    exponents?: {
      /** ISO 4217 code, or one of the account's own */
      currency: string;
      places: number;
    }[];

    /** Decimal places of the wallet, the currency's by default; what is finer is cut off, toward less */
    scale?: number;
  };

  /** The API leaves empty wallets out: a known wallet that is missing holds zero */
  absent_is_zero?: boolean;

  /**
   * Errors inside a 200: the value at `path` is one of `equals`, or none of `unless`, or, without both, is present
   * and not empty
   */
  failures?: {
    /** Members and indexes joined by dots; or a list of them, for names with dots */
    path: string | string[];
    equals?: string[];
    unless?: string[];

    /** Members and indexes joined by dots; or a list of them, for names with dots */
    code?: string | string[];

    /** Members and indexes joined by dots; or a list of them, for names with dots */
    message?: string | string[];
    kinds?: { code: string; kind: "auth" | "forbidden" | "rate_limited" | "not_found" | "rejected" | "transient" }[];
  }[];

  /** page counts until an empty page; cursor follows `next`; header counts while `header` says so */
  paging?: {
    style: "page" | "cursor" | "header";
    parameter: string;
    start?: number;

    /** cursor: where the next one stands */
    next?: string | string[];

    /** header: which says true, or the number of the last page */
    header?: string;
  };
  requests_per_minute?: number;
}

/** Null before the first, and once `prune` has deleted it */
export interface LastAttempt {
  /** RFC 3339, UTC */
  at: string;
  status: number | null;
  latency_ms: number;
  error: string | null;
}

export interface NoMembers {}

export interface Notification {
  id: string;
  channel_id: string;

  /** alert, recovery, reminder, escalation, acknowledged, operation, digest, group … */
  kind: string;
  level: string;
  episode_id: string | null;
  wallet_id: number | null;
  route_id: string | null;

  /** The message in one sentence */
  title: string;
  status: "pending" | "delivered" | "failed" | "skipped";
  skip_reason: "silenced" | "channel_disabled" | "superseded" | null;
  attempt_count: number;
  next_attempt_at: string | null;

  /** RFC 3339, UTC */
  created_at: string;
  completed_at: string | null;
}

export interface NotificationWithAttempts {
  id: string;
  channel_id: string;

  /** alert, recovery, reminder, escalation, acknowledged, operation, digest, group … */
  kind: string;
  level: string;
  episode_id: string | null;
  wallet_id: number | null;
  route_id: string | null;

  /** The message in one sentence */
  title: string;
  status: "pending" | "delivered" | "failed" | "skipped";
  skip_reason: "silenced" | "channel_disabled" | "superseded" | null;
  attempt_count: number;
  next_attempt_at: string | null;

  /** RFC 3339, UTC */
  created_at: string;
  completed_at: string | null;
  attempts: DeliveryAttempt[];
}

export interface OctopusSettings {
  /** Keep the voucher codes of delivered orders, encrypted. Without it they are read and forgotten. */
  store_vouchers: boolean;
}

export interface OpenAlert {
  wallet_id: number;
  owner: AlertOwner;
  state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
  threshold: AlertThreshold | null;
  episode_id: string | null;

  /** RFC 3339, UTC */
  since: string;

  /** Decimal string */
  available: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;
  wallet_name: string;
  runway_hours: number | null;
  acknowledged: Acknowledgement | null;
  silenced_until: string | null;

  /** Whether the silence ends when the wallet is ok */
  silenced_until_recovered: boolean;
}

export interface Order {
  /** The order's id */
  id: number;

  /** Your reference code for the order */
  reference_code: string;
  status: "PENDING" | "PARTIALLY_DELIVERED" | "DELIVERED" | "FAILED" | "CANCELLED";
  product_name: string;

  /** Face value per piece, an exact JSON number */
  denomination: number;

  /** Pieces ordered */
  quantity: number;

  /** Total face value, an exact JSON number */
  amount: number;

  /** Pieces delivered */
  delivered_quantity: number;
  delivered_on: string | null;

  /** When the order was placed */
  created_at: string;
  product_id: string;

  /** The product's: of denomination and amount */
  currency: string;
  wallet_id: number;

  /** Of total_payable and refunded_amount */
  wallet_currency: string;

  /** What the wallet was debited */
  total_payable: string;

  /** What was given back for pieces that were not delivered */
  refunded_amount: string;
  transaction_id: number | null;
  refund_transaction_id: number | null;

  /** mirror: placed at the wallet's provider */
  source: "ledger" | "mirror";
  provider_id: string | null;
  provider_order_id: string | null;
  forward_state: "pending" | "unknown" | "accepted" | "settled" | "refused" | null;
  failure: { kind: "rejected" | "insufficient_funds" | "duplicate" | "refused" | "lost"; message: string } | null;

  /** The JSON numbers as strings */
  exact: {
    /** Decimal string */
    denomination: string;

    /** Decimal string */
    amount: string;
  };

  /** RFC 3339, UTC */
  updated_at: string;
  charges: Charges;
}

export interface Overview {
  /** RFC 3339, UTC */
  as_of: string;
  wallets: {
    total: number;
    ok: number;
    info: number;
    warning: number;
    in_alarm: number;
    blocked: number;
    stale: number;

    /** Those that alert settings that are on watch; the others are `ok` whatever their balance */
    watched: number;
  };

  /** By currency, the one with the most wallets first */
  totals: {
    /** ISO 4217 code, or one of the account's own */
    currency: string;

    /** Decimal string */
    available: string;
    wallets: number;
  }[];
  total: {
    /** ISO 4217 code, or one of the account's own */
    currency: string;

    /** Decimal string */
    available: string;
    rates_as_of: string | null;

    /** What it adds up: each available × rate, rounded to the nearest unit; no rate for its own */
    parts: {
      /** ISO 4217 code, or one of the account's own */
      currency: string;

      /** Decimal string */
      available: string;
      rate: string | null;

      /** Decimal string */
      value: string;
    }[];

    /** Currencies without a rate, whose wallets it lacks */
    missing: string[];
  } | null;

  /** When a wire sent now lands */
  lead: {
    days: number;

    /** RFC 3339, UTC */
    lands_at: string;
  };
  campaign: {
    id: string;
    name: string | null;

    /** RFC 3339, UTC */
    ends_at: string;
  } | null;

  /** In alarm or blocked and not silenced, the one that ends first first */
  attention: AttentionRow[];
  attention_count: number;

  /** Others that are empty before a wire sent now lands, the one that ends first first */
  ending: RunningOut[];
  next: RunningOut | null;
  counts: {
    open_alerts: number;
    overdue_topups: number;

    /** Endpoints that are failing or were disabled for it */
    failing_endpoints: number;
  };
}

export interface OwnTopupSettings {
  /** Days of spend that a top-up leaves when it arrives */
  target_days?: number;
  minimum?: string | null;
  step?: string | null;

  /** The preferred one first */
  methods?: ("wire" | "card" | "ach" | "crypto" | "other")[];
  instructions?: string | null;
}

export interface PostMovement {
  /** Decimal string, or a JSON number of at most 15 significant digits without an exponent */
  amount: string | number;

  /** topup for a credit and usage for a debit by default */
  kind?:
    | "topup"
    | "refund"
    | "order"
    | "usage"
    | "payout"
    | "card"
    | "adjustment"
    | "reconciliation"
    | "fx"
    | undefined;
  reference_number?: string | null | undefined;
  remarks?: string | null | undefined;
  source?: string | null | undefined;
  order_id?: number | null | undefined;
}

export interface PostTransaction {
  wallet_id: number;
  transaction_type: "CREDIT" | "DEBIT";

  /** Decimal string, or a JSON number of at most 15 significant digits without an exponent */
  amount: string | number;

  /** topup for a credit and usage for a debit by default */
  kind?:
    | "topup"
    | "refund"
    | "order"
    | "usage"
    | "payout"
    | "card"
    | "adjustment"
    | "reconciliation"
    | "fx"
    | undefined;
  reference_number?: string | null | undefined;
  remarks?: string | null | undefined;
  source?: string | null | undefined;
  order_id?: number | null | undefined;

  /** The Idempotency-Key header followed by a colon and the item's index by default */
  idempotency_key?: string | undefined;
}

export interface Preflight {
  decision: "allow" | "deny";

  /** Why; the first that applies, in this order */
  code:
    | "WALLET_CLOSED"
    | "WALLET_FROZEN"
    | "BALANCE_STALE"
    | "ORDERS_BLOCKED"
    | "PRODUCT_ARCHIVED"
    | "FX_RATE_MISSING"
    | "QUOTE_UNAVAILABLE"
    | "INSUFFICIENT_FUNDS"
    | "OK";
  wallet_id: number;

  /** Decimal string */
  available: string;
  total_payable: string | null;
  shortfall: string | null;
  alert_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
  runway_hours: number | null;
  balance_as_of: string | null;
}

/** Whose settings they would be, by exactly one of feature_id, wallet_id and currency. */
export interface PreviewAlertSettings {
  /** feat_… */
  feature_id?: string | undefined;
  wallet_id?: number | undefined;

  /** A default's currency, or * */
  currency?: string | undefined;
  alert_settings: AlertSettingsInput | null;
}

export interface PreviewTransfer {
  from_wallet_id: number;
  to_wallet_id: number;

  /** In the sender's currency */
  amount: string | number;
  rate?: string | number | null | undefined;
  fee?: string | number | null | undefined;
}

export interface PreviewedWallet {
  wallet_id: number;
  name: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** Decimal string */
  available: string;
  typical_daily_spend: string | null;

  /** What these settings' stream says now */
  state: "ok" | "info" | "warning" | "in_alarm" | "blocked";

  /** What it would say */
  state_after: "ok" | "info" | "warning" | "in_alarm" | "blocked";
  threshold: AlertThreshold | null;
}

export interface Product {
  /** prod_… */
  id: string;
  key: string | null;
  name: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** The face values there are: these, or every step from min to max */
  denominations:
    | string[]
    | {
        /** Decimal string */
        min: string;

        /** Decimal string */
        max: string;

        /** Decimal string */
        step: string;
      };

  /** Percent of the face value */
  discount: string;
  fee:
    | {
        /** Decimal string */
        amount: string;
      }
    | {
        /** Decimal string */
        percent: string;
      }
    | null;

  /** Most pieces of one order */
  max_quantity: number;
  status: "active" | "archived";

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface Provider {
  id: string;
  key: string | null;

  /** Where the provider's webhooks go, relative to this server */
  hook_url: string;
  kind: string;
  name: string;
  base_url: string | null;

  /**
   * webhook: webhooks report movements and polls check them; campaign: the same, polled closely; polling: webhooks
   * are silent, so polls find the movements.
   */
  mode: "webhook" | "campaign" | "polling";

  /** RFC 3339, UTC */
  mode_since: string;

  /** failing: the last poll did not succeed */
  status: "active" | "paused" | "failing";
  last_error: {
    /** auth, rate_limited, transient … */
    kind: string;

    /** What is wrong, in words */
    message: string;
  } | null;

  /** Polls in a row that failed */
  failures: number;

  /** Polls so far */
  reads: number;
  last_sync_at: string | null;
  next_sync_seconds: number | null;
  clock_offset_ms: number | null;

  /**
   * What the last poll could not use, and lines of transaction lists that searches of the last day could not read;
   * the first of each
   */
  problems: ReadingProblem[];
  cadence: Cadence | null;
  settings: HttpJsonSettings | SudoSettings | OctopusSettings | null;

  /** In the response to its creation: another provider has the same kind, base URL and credentials */
  warnings?: ProviderWarning[];
  has_credentials: boolean;
  has_webhook_secret: boolean;
  previous_webhook_secret_until: string | null;

  /** What came to `hook_url`; written once a second */
  hooks: {
    last_received_at: string | null;
    last_refused_at: string | null;

    /** Hooks refused so far, for their signature or for want of a secret */
    refused_count: number;
    refused_reason: string | null;
  };

  /** With `include=counts` for one provider, counted up to 1,000 of each */
  counts?: {
    /** Its mirrors, closed ones included */
    wallets: number;
    open_drifts: number;

    /** Kept hooks that were signed and could not be used; those that were refused are in `hooks` */
    rejected_hooks: number;
  };

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface ProviderChecked {
  /** Findings that are problems */
  problems: number;
  findings: ProviderFinding[];
}

export interface ProviderFinding {
  /** What was checked: address, wallets, clock … */
  check: string;
  state: "ok" | "problem" | "skipped";

  /** What was found, in words */
  message: string;
  advice: string | null;
}

export interface ProviderWarning {
  code: "SAME_ACCOUNT_CONNECTED_TWICE";
  message: string;

  /** The earlier connection */
  provider_id: string;
}

export interface PutDigest {
  channel_ids: readonly string[];
  at: string;
  timezone?: string | undefined;
  days?: readonly ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[] | undefined;
}

export interface PutHeartbeat {
  /** Called with POST; a secret */
  url: string;
  every_seconds?: number | undefined;
}

/** Days before the wallet's first transaction; days that are not named stay as they are. */
export interface PutSpendHistory {
  days: readonly {
    date: string;

    /** Decimal string, or a JSON number of at most 15 significant digits without an exponent */
    amount: string | number;
  }[];
}

export interface ReadingProblem {
  external_id: string | null;

  /** What is wrong, in words */
  message: string;
}

export interface RebalancingPlan {
  currency: string | null;

  /** Decimal string */
  tolerance_percent: string;

  /** Decimal string */
  fee_percent: string;

  /** What all the wallets last together */
  runway_hours: number | null;

  /** The fewest that level the runway */
  transfers: {
    from_wallet_id: number;
    to_wallet_id: number;

    /** In the sender's currency */
    amount: string;

    /** On top, in the sender's currency */
    fee: string;
    rate: string | null;

    /** In the receiver's currency */
    received: string;

    /** Whether POST /transfers can carry it out: both are ledger wallets. Others are moved at the provider. */
    executable: boolean;
  }[];
  wallets: {
    wallet_id: number;

    /** ISO 4217 code, or one of the account's own */
    currency: string;

    /** Decimal string */
    typical_daily_spend: string;

    /** Decimal string */
    available: string;

    /** Decimal string */
    available_after: string;
    runway_hours: number | null;
    runway_hours_after: number | null;
  }[];

  /**
   * Wallets that are left out. STALE: its balance is too old. FX_RATE_MISSING: no rate into the plan's currency.
   * NO_SPEND_HISTORY: nothing is known to be spent, so it has no runway to level.
   */
  omitted: { wallet_id: number; reason: "STALE" | "FX_RATE_MISSING" | "NO_SPEND_HISTORY" }[];

  /** Whether there are more wallets with spend than one plan considers */
  truncated: boolean;
}

/**
 * With `include=recent`: what became of its deliveries of the last 24 hours. At most its newest 1000 are
 * counted, in the list 100; when there are more, `complete` is false. `last_attempt` is the newest attempt of
 * these newest deliveries, however old.
 */
export interface RecentDeliveries {
  /** The four others together */
  total: number;
  delivered: number;
  failed: number;
  pending: number;
  skipped: number;

  /** Whether these are all of the last 24 hours; false: it has had more, and only its newest are counted */
  complete: boolean;
  last_attempt: LastAttempt | null;
}

export interface RejectedHook {
  id: string;
  provider_id: string;
  event_id: string | null;
  event_type: string | null;
  reason: "unhandled" | "malformed" | "late";
  detail: string | null;
  body: string;

  /** RFC 3339, UTC */
  received_at: string;
}

export interface ReplayDeliveries {
  /** Created at or after */
  since?: string | undefined;

  /** Created before or at; now by default */
  until?: string | undefined;
  status?: readonly ("delivered" | "failed" | "skipped")[] | undefined;

  /** How many at most, the oldest first, so that a caller can stop in between; all by default */
  limit?: number | undefined;

  /** `next` of the part before, behind which it goes on */
  after?: string | undefined;
}

export interface Replayed {
  /** Deliveries put back into the outbox */
  replayed: number;
  next: string | null;
}

export interface ReportDelivery {
  /** Pieces delivered now */
  quantity: number;
}

export interface Route {
  id: string;
  key: string | null;
  name: string;
  on: (
    | "info"
    | "warning"
    | "critical"
    | "block"
    | "stale"
    | "drift"
    | "provider_failing"
    | "topup_proposed"
    | "topup_overdue"
    | "endpoint_disabled"
  )[];
  filter: WalletFilter | null;
  channel_ids: string[];
  recoveries: boolean;
  group_wait_seconds: number | null;
  escalate: Escalation | null;
  schedule: Schedule | null;
  enabled: boolean;

  /** Whether it is enabled and has a channel */
  active: boolean;

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface RoutePreview {
  route_id: string;

  /** Its name */
  route: string;
  channel_id: string;

  /** Its name */
  channel: string;
  kind: "slack" | "msteams" | "pagerduty" | "datadog" | "email" | "webhook";
  at: string | null;
  reason: "at_once" | "grouped" | "scheduled" | "silenced" | "escalation";
}

export interface RunningOut {
  wallet_id: number;
  name: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** Decimal string */
  available: string;
  alert_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
  hours: number | null;
}

/** With `include=runway` in the list */
export interface Runway {
  wallet_id: number;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** Decimal string */
  available: string;

  /** How long the available balance lasts at the faster pace; null when nothing is spent */
  hours: number | null;

  /** Hours at the faster pace, and at the mean daily spend */
  range: (number | null)[];
  basis: "present" | "typical" | "expected" | "accumulating" | null;

  /** The larger of the last 60 minutes' spend and a sixth of the last 6 hours' */
  present_burn_per_hour: string;
  typical_daily_spend: string | null;
  usual_daily_spend: string | null;
  mean_daily_spend: string | null;
  empties_at: string | null;

  /** Top-ups on their way; no part of the available balance or the hours */
  in_flight: string;
  topup: {
    amount: string | null;
    by: string | null;

    /** When it arrives if it is sent now */
    lands_at: string;

    /** Whether money in flight lands before the wallet is empty, and suffices */
    covered: boolean;

    /**
     * needed: send it by `by`. late: it cannot land before the wallet is empty. covered. enough: the balance lasts.
     * unknown: no pace is known
     */
    reason: "needed" | "late" | "covered" | "enough" | "unknown";
    method: "wire" | "card" | "ach" | "crypto" | "other";
    instructions: string | null;

    /** What `amount` is made from: target − available − landing + spent, rounded up */
    parts: {
      /** Spend of a day by which the target is counted */
      daily_spend: string;

      /** Days that the balance is to last from then on */
      target_days: number;

      /** What is to be there when it lands: daily_spend × target_days, or more to be past every level */
      target: string;

      /** How long it takes to land */
      lead_time_business_days: number;

      /** The part of `in_flight` that lands by then */
      landing: string;

      /** What is spent until then */
      spent: string;
    };
  };

  /**
   * none: no complete day of history, relative levels sleep. accumulating: fewer than 7. established: 7 complete
   * days.
   */
  confidence: "none" | "accumulating" | "established";

  /** Complete days of spend of which the typical day is made, at most 7 */
  history_days: number;
}

/** Outside it notices wait until it opens; a `to` before `from` is on the next day */
export interface Schedule {
  timezone: string;
  days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
  from: string;
  to: string;
}

export interface SendTest {
  type?:
    | "wallet.created"
    | "wallet.updated"
    | "wallet.credited"
    | "wallet.debited"
    | "wallet.balance.alert"
    | "feature.wallet_balance.alert"
    | "wallet.orders_blocked"
    | "wallet.orders_unblocked"
    | "hold.created"
    | "hold.captured"
    | "hold.released"
    | "hold.expired"
    | "topup.created"
    | "topup.updated"
    | "topup.settled"
    | "topup.overdue"
    | "topup.cancelled"
    | "order.created"
    | "order.delivered"
    | "order.partially_delivered"
    | "order.failed"
    | "order.cancelled"
    | "wallet.drift.detected"
    | "wallet.drift.resolved"
    | "wallet.stale"
    | "wallet.fresh"
    | "provider.mode_changed"
    | "provider.failing"
    | "provider.recovered"
    | "endpoint.failing"
    | "endpoint.disabled"
    | undefined;
}

export interface SettingsPreview {
  valid: boolean;

  /** The violations with which saving would be refused */
  details: ErrorDetail[];

  /** Wallets that the settings would apply to */
  wallet_count: number;

  /** The first of them, by id; empty when not valid */
  wallets: PreviewedWallet[];

  /** Accepted settings that may not do what they are for; absent when there is nothing to say, and in lists */
  warnings?: SettingsWarning[];
}

export interface SettingsWarning {
  /**
   * CRITICAL_BELOW_LEAD_TIME: critical is reached with less left than a top-up takes to arrive. LEVELS_ASLEEP:
   * relative levels have no effect, because no spend is known; it has `until`, the other members belong to the
   * first.
   */
  code: "CRITICAL_BELOW_LEAD_TIME" | "LEVELS_ASLEEP";
  field: string;
  message: string;
  until?: string | null;
  threshold?: string | null;
  recommended_threshold?: string | null;

  /** The same in the unit of the settings */
  recommended?: {
    /** Decimal string */
    threshold?: string;

    /** Decimal string */
    spend_percent?: string;

    /** Decimal string */
    runway_hours?: string;
  };
  typical_daily_spend?: string | null;
  lead_time_days?: number;
}

export interface Silence {
  id: string;
  filter: WalletFilter;

  /** RFC 3339, UTC */
  starts_at: string;
  ends_at: string | null;
  until_recovered: boolean;

  /** With until_recovered, the wallets that have not been ok since it began; the others are no longer silenced */
  recovering: number[];
  reason: string;
  include_block: boolean;
  created_by: string;
  active: boolean;

  /** RFC 3339, UTC */
  created_at: string;
}

export interface Spend {
  wallet_id: number;

  /** ISO 4217 code, or one of the account's own */
  currency: string;
  typical_daily_spend: string | null;
  mean_daily_spend: string | null;

  /**
   * none: no complete day of history, relative levels sleep. accumulating: fewer than 7. established: 7 complete
   * days.
   */
  confidence: "none" | "accumulating" | "established";

  /** Complete days, oldest first, none before the day of the wallet's first spend */
  days: DailySpend[];

  /** The last 48 hours, oldest first, the present one last; none before the first that has spend */
  hours: HourlySpend[];

  /** Spend of the day that runs; no part of the figures */
  today: string;
}

export interface Statement {
  wallet_id: number;

  /** ISO 4217 code, or one of the account's own */
  currency: string;
  from: string | null;
  to: string | null;

  /** The balance before the first transaction of the period */
  opening: string;

  /** opening, plus all credits, less all debits */
  closing: string;
  credits: AmountsByKind;
  debits: AmountsByKind;
  transaction_count: number;
}

export interface StatementComparison {
  matched: {
    /** Of the CSV text; the header row is 1 */
    line: number;
    transaction_id: number;

    /** The amount is always equal */
    by: "reference" | "time";
  }[];

  /** Lines without a transaction */
  missing_here: {
    /** Of the CSV text; the header row is 1 */
    line: number;

    /** Decimal string */
    amount: string;
    reference: string | null;

    /** The start of the day where the statement has a date */
    time: string;
  }[];

  /** Transactions without a line, between the statement's first and last time */
  missing_there: {
    id: number;

    /** Signed: a debit is negative */
    amount: string;
    reference_number: string | null;

    /** The provider's time where it is known, or else ours */
    time: string;
  }[];
}

export interface SudoSettings {
  accounts: {
    id: string;

    /** ISO 4217 code, or one of the account's own */
    currency: string;
    name?: string;
  }[];
}

export interface SyncResult {
  /** Wallets whose balance was read */
  wallets: number;

  /** Wallets whose balance it changed, found ones included */
  changed: number;

  /** Drifts that it opened */
  drifts: number;

  /**
   * As the provider's `problems` are now: wallets that were not shown or could not be read, which are stale. When
   * no balance could be read, the provider is failing.
   */
  problems: ReadingProblem[];
}

export interface TestChannel {
  level?:
    | "info"
    | "warning"
    | "critical"
    | "block"
    | "stale"
    | "drift"
    | "provider_failing"
    | "topup_proposed"
    | "topup_overdue"
    | "endpoint_disabled"
    | undefined;
}

export interface TestSent {
  event_id: string;
  delivery_id: string;
}

export interface Topup {
  /** top_… */
  id: string;
  wallet_id: number;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** Decimal string */
  amount: string;
  method: "wire" | "card" | "ach" | "crypto" | "other";

  /**
   * proposed by an alert; approved, initiated, sent and overdue are in flight; settled by the credit that matches;
   * cancelled
   */
  status: "proposed" | "approved" | "initiated" | "sent" | "settled" | "overdue" | "cancelled";

  /** Who announced it: an API caller, or a critical alert */
  source: "api" | "alert";
  reference: string | null;
  expected_at: string | null;
  sent_at: string | null;
  proposed_by: string | null;
  approved_by: string | null;
  approved_at: string | null;
  sent_by: string | null;
  cancelled_by: string | null;
  transaction_id: number | null;
  settled_amount: string | null;

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;
}

export interface TopupSettings {
  /** Days of spend that a top-up leaves when it arrives */
  target_days: number;
  minimum: string | null;
  step: string | null;

  /** The preferred one first */
  methods: ("wire" | "card" | "ach" | "crypto" | "other")[];
  instructions: string | null;
}

export interface Transaction {
  id: number;
  wallet_id: number;
  currency_id: number;

  /** 1, 2, 3 … per wallet, without gaps */
  sequence: number;
  transaction_type: "CREDIT" | "DEBIT";
  kind: "topup" | "refund" | "order" | "usage" | "payout" | "card" | "adjustment" | "reconciliation" | "fx";

  /** Decimal string, never negative */
  amount: string;

  /** Decimal string */
  balance_after: string;
  order_id: number | null;
  source: string | null;
  reference_number: string | null;
  remarks: string | null;
  status: "COMPLETED";

  /** RFC 3339, UTC */
  created_at: string;
}

export type TransactionResult =
  | {
      status: 201;
      transaction: Transaction;

      /** The idempotency key had taken effect before */
      replayed?: true;
    }
  | { status: number; error: ErrorBody };

export interface TransactionResults {
  /** One per item, in the order of the items */
  results: TransactionResult[];
}

export interface TransactionWithOrigin {
  id: number;
  wallet_id: number;
  currency_id: number;

  /** 1, 2, 3 … per wallet, without gaps */
  sequence: number;
  transaction_type: "CREDIT" | "DEBIT";
  kind: "topup" | "refund" | "order" | "usage" | "payout" | "card" | "adjustment" | "reconciliation" | "fx";

  /** Decimal string, never negative */
  amount: string;

  /** Decimal string */
  balance_after: string;
  order_id: number | null;
  source: string | null;
  reference_number: string | null;
  remarks: string | null;
  status: "COMPLETED";

  /** RFC 3339, UTC */
  created_at: string;
  transfer: Transfer | null;
  drift: { id: string; provider_id: string } | null;
}

/** The transfer of which it is the debit or the credit */
export interface Transfer {
  /** trf_… */
  id: string;
  from_wallet_id: number;
  to_wallet_id: number;

  /** ISO 4217 code, or one of the account's own */
  from_currency: string;

  /** ISO 4217 code, or one of the account's own */
  to_currency: string;

  /** What was exchanged, in the sender's currency */
  amount: string;

  /** What it cost on top, in the sender's currency */
  fee: string;
  rate: string | null;

  /** amount × rate, in the receiver's currency */
  received: string;
  reference: string | null;

  /** amount + fee */
  debit_transaction_id: number;
  credit_transaction_id: number;

  /** RFC 3339, UTC */
  created_at: string;
}

export interface TransferPreview {
  /** Decimal string */
  amount: string;

  /** Decimal string */
  fee: string;
  rate: string | null;

  /** Decimal string */
  received: string;
  from: TransferSide;
  to: TransferSide;
}

export interface TransferSide {
  wallet_id: number;
  name: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** Decimal string */
  available: string;

  /** Decimal string */
  available_after: string;
  runway_hours: number | null;
  runway_hours_after: number | null;
}

export interface UpdateAccount {
  lead_time_business_days?: number | null | undefined;
  holidays?: readonly string[] | null | undefined;
  timezone?: string | null | undefined;
  cutoff?: string | null | undefined;
  topup?:
    | {
        target_days?: number | null | undefined;

        /** The least amount that is advised */
        minimum?: string | number | null | undefined;

        /** Amounts are multiples of it; by default two significant figures in whole units of the currency */
        step?: string | number | null | undefined;
        methods?: readonly ("wire" | "card" | "ach" | "crypto" | "other")[] | null | undefined;
        instructions?: string | null | undefined;
      }
    | null
    | undefined;
  topup_approval?:
    | {
        /** Decimal string, or a JSON number of at most 15 significant digits without an exponent */
        above: string | number;
      }
    | null
    | undefined;
  stale_policy?: "closed" | "open" | null | undefined;
  stale_after_seconds?: number | null | undefined;
}

export interface UpdateCard {
  wallet_id?: number | undefined;
  status?: "active" | "frozen" | "closed" | undefined;
  expires?: string | null | undefined;
}

export interface UpdateChannel {
  key?: string | null | undefined;
  name?: string | undefined;

  /**
   * slack, msteams: webhook_url. pagerduty: routing_key, events_url, webhook_secret. datadog: api_key, events_url.
   * email: smtp_url, from, to. webhook: url, headers, body
   */
  config?: Record<string, unknown> | undefined;
  rate_limit_per_second?: number | null | undefined;
  enabled?: boolean | undefined;
}

export interface UpdateFeature {
  key?: string | null | undefined;
  name?: string | undefined;
  type?: string | undefined;
  status?: string | undefined;
  alert_settings?: AlertSettingsInput | null | undefined;
}

export interface UpdateGatewayConnection {
  name?: string | undefined;

  /** The whole value of the issuer's `Authorization` header, for example `Bearer …` */
  authorization?: string | undefined;
  status?: "active" | "paused" | undefined;
}

export interface UpdateProduct {
  key?: string | null | undefined;
  name?: string | undefined;

  /** The face values there are, or a range: every step from min to max, every amount without a step */
  denominations?:
    | readonly (string | number)[]
    | { min: string | number; max: string | number; step?: string | number | null | undefined }
    | undefined;
  discount?: string | number | null | undefined;
  fee?: string | number | { amount: string | number } | { percent: string | number } | null | undefined;

  /** Most pieces of one order */
  max_quantity?: number | undefined;

  /** An archived product cannot be ordered */
  status?: "active" | "archived" | undefined;
}

export interface UpdateProvider {
  name?: string | undefined;
  key?: string | null | undefined;
  base_url?: string | null | undefined;

  /** Named as the kind of provider names them */
  credentials?: Record<string, string> | null | undefined;
  webhook_secret?: string | null | undefined;
  cadence?: Cadence | null | undefined;

  /** http-json: how to read balances; sudo: which accounts; octopus: whether to store voucher codes; no other kind */
  settings?: HttpJsonSettings | SudoSettings | OctopusSettings | null | undefined;

  /** How long the webhook secret that is replaced is still good */
  webhook_secret_grace_seconds?: number | undefined;

  /** A paused provider is not polled; its hooks still count. */
  status?: "active" | "paused" | undefined;
}

export interface UpdateRoute {
  key?: string | null | undefined;
  name?: string | undefined;
  on?:
    | readonly (
        | "info"
        | "warning"
        | "critical"
        | "block"
        | "stale"
        | "drift"
        | "provider_failing"
        | "topup_proposed"
        | "topup_overdue"
        | "endpoint_disabled"
      )[]
    | undefined;
  filter?: WalletFilter | null | undefined;
  channel_ids?: readonly string[] | undefined;
  recoveries?: boolean | undefined;
  group_wait_seconds?: number | null | undefined;
  escalate?: Escalation | null | undefined;
  schedule?: Schedule | null | undefined;
  enabled?: boolean | undefined;
}

export interface UpdateTopup {
  status?: "approved" | "initiated" | "sent" | "settled" | "cancelled" | undefined;

  /** Only before it is approved or sent */
  amount?: string | number | undefined;
  reference?: string | null | undefined;
  expected_at?: string | null | undefined;
}

export interface UpdateWallet {
  name?: string | undefined;
  status?: "active" | "frozen" | "closed" | undefined;

  /** How far below zero a debit may go; "0" by default, null is unlimited. */
  overdraft_limit?: string | number | null | undefined;

  /** Decimal string, or a JSON number of at most 15 significant digits without an exponent */
  conversion_rate?: string | number | undefined;

  /** What it will spend a day, until 3 complete days are known */
  expected_daily_spend?: string | number | null | undefined;
  topup?:
    | {
        target_days?: number | null | undefined;

        /** The least amount that is advised */
        minimum?: string | number | null | undefined;

        /** Amounts are multiples of it; by default two significant figures in whole units of the currency */
        step?: string | number | null | undefined;
        methods?: readonly ("wire" | "card" | "ach" | "crypto" | "other")[] | null | undefined;
        instructions?: string | null | undefined;
      }
    | null
    | undefined;
  feature_ids?: readonly string[] | undefined;
  alert_settings?: AlertSettingsInput | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
}

export interface UpdateWebhookEndpoint {
  key?: string | null | undefined;

  /** http or https, without credentials in it */
  url?: string | undefined;

  /** ["*"] is every type, those of later versions too */
  event_types?:
    | readonly (
        | "*"
        | "wallet.created"
        | "wallet.updated"
        | "wallet.credited"
        | "wallet.debited"
        | "wallet.balance.alert"
        | "feature.wallet_balance.alert"
        | "wallet.orders_blocked"
        | "wallet.orders_unblocked"
        | "hold.created"
        | "hold.captured"
        | "hold.released"
        | "hold.expired"
        | "topup.created"
        | "topup.updated"
        | "topup.settled"
        | "topup.overdue"
        | "topup.cancelled"
        | "order.created"
        | "order.delivered"
        | "order.partially_delivered"
        | "order.failed"
        | "order.cancelled"
        | "wallet.drift.detected"
        | "wallet.drift.resolved"
        | "wallet.stale"
        | "wallet.fresh"
        | "provider.mode_changed"
        | "provider.failing"
        | "provider.recovered"
        | "endpoint.failing"
        | "endpoint.disabled"
      )[]
    | undefined;
  description?: string | null | undefined;
  rate_limit_per_second?: number | undefined;
  max_attempts?: number | undefined;
  timeout_ms?: number | undefined;
  status?: "enabled" | "disabled" | undefined;
}

export interface Vouchers {
  vouchers: unknown[];
}

export interface Wallet {
  id: number;
  currency_id: number;

  /** The available balance as an exact JSON number; `available` is the same as a string. */
  amount: number;
  type: "PREPAID" | "POSTPAID";
  name: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;
  asset_scale: number;
  source: "ledger" | "mirror";
  provider_id: string | null;
  external_id: string | null;
  status: "active" | "frozen" | "closed";

  /** Decimal string */
  balance: string;

  /** Decimal string */
  held: string;

  /** Decimal string */
  available: string;

  /** balance ÷ conversion_rate */
  credit_balance: string;

  /** Decimal string */
  conversion_rate: string;
  overdraft_limit: string | null;
  expected_daily_spend: string | null;
  topup: OwnTopupSettings | null;

  /** The most severe state of the wallet's alert streams */
  alert_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
  orders_blocked: boolean;
  alert_settings: AlertSettings | null;
  feature_ids: string[];

  /** Transactions so far */
  sequence: number;
  synced_at: string | null;
  stale: boolean;
  metadata: Record<string, unknown>;

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;

  /** Accepted settings that may not do what they are for; absent when there is nothing to say, and in lists */
  warnings?: SettingsWarning[];

  /** With `include=spark` in the list: 48 balances of the last seven days, the oldest first, the last one present */
  spark?: string[];
  spark_level?: string | null;
  alert?: WalletAlert | null;

  /**
   * With `include=watched`: whether alert settings that are on watch it: its own, a feature's or the default's.
   * One that nothing watches is `ok` whatever its balance
   */
  watched?: boolean;
  runway?: Runway;

  /**
   * With `include=levels` for one wallet: its own levels, its features' and the default's, most severe first; of
   * two of one name, the one that is reached first
   */
  levels?: WalletLevel[];

  /** With `include=counts` for one wallet: how many it has had, counted up to 1,000 of each */
  counts?: { episodes: number; topups: number };
}

/** With `include=alert` in the list: what `alert_state` comes from; null while it is ok */
export interface WalletAlert {
  owner: AlertOwner;
  threshold: AlertThreshold | null;
  episode_id: string | null;

  /** Since when it is in this state */
  since: string;
}

export interface WalletAlternative {
  /**
   * transfer: a ledger wallet of the account that can give `amount` and stays above its levels. same_provider:
   * another wallet at the provider of this mirror, to spend from meanwhile.
   */
  kind: "transfer" | "same_provider";
  wallet_id: number;
  name: string;

  /** ISO 4217 code, or one of the account's own */
  currency: string;

  /** Decimal string */
  available: string;
  runway_hours: number | null;
  amount: string | null;
  rate: string | null;
  received: string | null;
}

/** Every list that is given must contain the wallet; without lists it admits everything */
export interface WalletFilter {
  wallet_ids?: number[];
  currencies?: string[];
  provider_ids?: string[];
  feature_ids?: string[];
}

export interface WalletLevel {
  level: "block" | "critical" | "warning" | "info";
  condition: "below" | "above";

  /** Decimal string */
  at: string;
}

export interface WebhookEndpoint {
  id: string;
  key: string | null;
  url: string;

  /** ["*"] is every type */
  event_types: string[];
  description: string | null;
  status: "enabled" | "disabled";
  disabled_reason: string | null;
  rate_limit_per_second: number;
  max_attempts: number;
  timeout_ms: number;
  failing_since: string | null;

  /** The last four characters of its secret before the padding, to distinguish secrets */
  secret_ending: string;
  previous_secret_expires_at: string | null;

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;
  recent?: RecentDeliveries;
}

export interface WebhookEndpointWithSecret {
  id: string;
  key: string | null;
  url: string;

  /** ["*"] is every type */
  event_types: string[];
  description: string | null;
  status: "enabled" | "disabled";
  disabled_reason: string | null;
  rate_limit_per_second: number;
  max_attempts: number;
  timeout_ms: number;
  failing_since: string | null;

  /** The last four characters of its secret before the padding, to distinguish secrets */
  secret_ending: string;
  previous_secret_expires_at: string | null;

  /** RFC 3339, UTC */
  created_at: string;

  /** RFC 3339, UTC */
  updated_at: string;

  /** whsec_…; shown this once */
  secret: string;
}

export type ErrorCode = ErrorBody["code"];

/** A wallet was created. */
export interface WalletCreatedEvent {
  /** Deduplicate by it */
  id: string;
  type: "wallet.created";

  /** RFC 3339, UTC */
  created_at: string;
  data: Wallet;
}

/** A wallet's name, status, limit, features, settings or metadata changed. */
export interface WalletUpdatedEvent {
  /** Deduplicate by it */
  id: string;
  type: "wallet.updated";

  /** RFC 3339, UTC */
  created_at: string;
  data: Wallet;
}

/** Money was added to a wallet. */
export interface WalletCreditedEvent {
  /** Deduplicate by it */
  id: string;
  type: "wallet.credited";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    wallet_id: number;

    /** The transaction's id */
    ledger_id: number;

    /** Decimal string, never negative */
    amount: string;

    /** ISO 4217 code, or one of the account's own */
    currency: string;
    reference_number: string;
    remarks: string;

    /** 1, 2, 3 … per wallet: the order in which things happened */
    sequence: number;

    /** Decimal string */
    balance_after: string;
  };
}

/** Money was taken from a wallet. */
export interface WalletDebitedEvent {
  /** Deduplicate by it */
  id: string;
  type: "wallet.debited";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    wallet_id: number;

    /** The transaction's id */
    ledger_id: number;

    /** Decimal string, never negative */
    amount: string;

    /** ISO 4217 code, or one of the account's own */
    currency: string;
    reference_number: string;
    remarks: string;

    /** 1, 2, 3 … per wallet: the order in which things happened */
    sequence: number;

    /** Decimal string */
    balance_after: string;
  };
}

/** A wallet's balance crossed a level of its own alert settings or of the account's default, recovery included. */
export interface WalletBalanceAlertEvent {
  /** Deduplicate by it */
  id: string;
  type: "wallet.balance.alert";

  /** RFC 3339, UTC */
  created_at: string;
  event_type: "wallet.balance.alert";
  alert_type: "wallet_balance";
  alert_status: "ok" | "info" | "warning" | "in_alarm" | "blocked";

  /** Equal to alert_status in a reminder */
  previous_status: "ok" | "info" | "warning" | "in_alarm" | "blocked";

  /** entered: left ok; escalated, eased: to a more or less severe state; cleared: returned to ok; reminder */
  reason: "entered" | "escalated" | "eased" | "cleared" | "reminder";
  threshold: AlertThreshold | null;

  /** The available balance that fired */
  ongoing_balance: string;

  /** The wallet's transactions so far */
  sequence: number;

  /** From leaving ok to returning */
  episode_id: string;
  wallet: {
    id: number;
    name: string;
    wallet_type: "PRE_PAID" | "POST_PAID";

    /** Decimal string */
    balance: string;

    /** Decimal string */
    credit_balance: string;

    /** In small letters */
    currency: string;
    alert_enabled: boolean;
    alert_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
    wallet_status: "active" | "frozen" | "closed";
    customer_id: null;

    /** RFC 3339, UTC */
    created_at: string;

    /** RFC 3339, UTC */
    updated_at: string;
  };
}

/** A wallet's balance crossed a level of a feature's alert settings, recovery included. */
export interface FeatureWalletBalanceAlertEvent {
  /** Deduplicate by it */
  id: string;
  type: "feature.wallet_balance.alert";

  /** RFC 3339, UTC */
  created_at: string;
  event_type: "feature.wallet_balance.alert";
  alert_type: "feature_wallet_balance";
  alert_status: "ok" | "info" | "warning" | "in_alarm" | "blocked";

  /** Equal to alert_status in a reminder */
  previous_status: "ok" | "info" | "warning" | "in_alarm" | "blocked";

  /** entered: left ok; escalated, eased: to a more or less severe state; cleared: returned to ok; reminder */
  reason: "entered" | "escalated" | "eased" | "cleared" | "reminder";
  threshold: AlertThreshold | null;

  /** The available balance that fired */
  ongoing_balance: string;

  /** The wallet's transactions so far */
  sequence: number;

  /** From leaving ok to returning */
  episode_id: string;
  wallet: {
    id: number;
    name: string;
    wallet_type: "PRE_PAID" | "POST_PAID";

    /** Decimal string */
    balance: string;

    /** Decimal string */
    credit_balance: string;

    /** In small letters */
    currency: string;
    alert_enabled: boolean;
    alert_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
    wallet_status: "active" | "frozen" | "closed";
    customer_id: null;

    /** RFC 3339, UTC */
    created_at: string;

    /** RFC 3339, UTC */
    updated_at: string;
  };
  feature: {
    id: string;
    name: string;
    type: string;
    status: string;
    alert_settings: AlertSettings | null;

    /** RFC 3339, UTC */
    created_at: string;

    /** RFC 3339, UTC */
    updated_at: string;
    meter_id: null;
  };
}

/** A level `block` holds: orders on the wallet are refused from now on. */
export interface WalletOrdersBlockedEvent {
  /** Deduplicate by it */
  id: string;
  type: "wallet.orders_blocked";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    wallet_id: number;

    /** ISO 4217 code, or one of the account's own */
    currency: string;
    alert_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
    orders_blocked: boolean;

    /** Decimal string */
    available: string;
    sequence: number;
  };
}

/** No level `block` holds any more: orders on the wallet are accepted again. */
export interface WalletOrdersUnblockedEvent {
  /** Deduplicate by it */
  id: string;
  type: "wallet.orders_unblocked";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    wallet_id: number;

    /** ISO 4217 code, or one of the account's own */
    currency: string;
    alert_state: "ok" | "info" | "warning" | "in_alarm" | "blocked";
    orders_blocked: boolean;

    /** Decimal string */
    available: string;
    sequence: number;
  };
}

/** Part of a wallet's balance was set aside. */
export interface HoldCreatedEvent {
  /** Deduplicate by it */
  id: string;
  type: "hold.created";

  /** RFC 3339, UTC */
  created_at: string;
  data: Hold;
}

/**
 * A hold was captured: the captured amount is a debit, which `wallet.debited` reports, and the rest is available
 * again.
 */
export interface HoldCapturedEvent {
  /** Deduplicate by it */
  id: string;
  type: "hold.captured";

  /** RFC 3339, UTC */
  created_at: string;
  data: Hold;
}

/** A hold was released: its amount is available again. */
export interface HoldReleasedEvent {
  /** Deduplicate by it */
  id: string;
  type: "hold.released";

  /** RFC 3339, UTC */
  created_at: string;
  data: Hold;
}

/** A hold came to its end unused: its amount is available again. */
export interface HoldExpiredEvent {
  /** Deduplicate by it */
  id: string;
  type: "hold.expired";

  /** RFC 3339, UTC */
  created_at: string;
  data: Hold;
}

/** A top-up was announced, or proposed by a critical alert (status proposed). */
export interface TopupCreatedEvent {
  /** Deduplicate by it */
  id: string;
  type: "topup.created";

  /** RFC 3339, UTC */
  created_at: string;
  data: Topup;
}

/** A top-up was initiated or sent, or its amount, reference or expectation changed. */
export interface TopupUpdatedEvent {
  /** Deduplicate by it */
  id: string;
  type: "topup.updated";

  /** RFC 3339, UTC */
  created_at: string;
  data: Topup;
}

/** The credit of a top-up has arrived, or a caller has reported it as arrived (transaction_id null). */
export interface TopupSettledEvent {
  /** Deduplicate by it */
  id: string;
  type: "topup.settled";

  /** RFC 3339, UTC */
  created_at: string;
  data: Topup;
}

/** A top-up is not there although it was expected by now. A late credit still settles it. */
export interface TopupOverdueEvent {
  /** Deduplicate by it */
  id: string;
  type: "topup.overdue";

  /** RFC 3339, UTC */
  created_at: string;
  data: Topup;
}

/** A top-up will not come, or the wallet was ok again before a proposal was acted upon. */
export interface TopupCancelledEvent {
  /** Deduplicate by it */
  id: string;
  type: "topup.cancelled";

  /** RFC 3339, UTC */
  created_at: string;
  data: Topup;
}

/** An order was placed and its wallet debited. */
export interface OrderCreatedEvent {
  /** Deduplicate by it */
  id: string;
  type: "order.created";

  /** RFC 3339, UTC */
  created_at: string;
  data: Order;
}

/** All pieces of an order have been delivered. */
export interface OrderDeliveredEvent {
  /** Deduplicate by it */
  id: string;
  type: "order.delivered";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    /** The order's id */
    id: number;

    /** Your reference code for the order */
    reference_code: string;
    status: "PENDING" | "PARTIALLY_DELIVERED" | "DELIVERED" | "FAILED" | "CANCELLED";
    product_name: string;

    /** Face value per piece, an exact JSON number */
    denomination: number;

    /** Pieces ordered */
    quantity: number;

    /** Total face value, an exact JSON number */
    amount: number;

    /** Pieces delivered */
    delivered_quantity: number;
    delivered_on: string | null;

    /** When the order was placed */
    created_at: string;
  };
}

/** Some pieces of an order have been delivered; others are pending or will fail. */
export interface OrderPartiallyDeliveredEvent {
  /** Deduplicate by it */
  id: string;
  type: "order.partially_delivered";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    /** The order's id */
    id: number;

    /** Your reference code for the order */
    reference_code: string;
    status: "PENDING" | "PARTIALLY_DELIVERED" | "DELIVERED" | "FAILED" | "CANCELLED";
    product_name: string;

    /** Face value per piece, an exact JSON number */
    denomination: number;

    /** Pieces ordered */
    quantity: number;

    /** Total face value, an exact JSON number */
    amount: number;

    /** Pieces delivered */
    delivered_quantity: number;
    delivered_on: string | null;

    /** When the order was placed */
    created_at: string;
  };
}

/** An order has failed. What was not delivered was refunded. */
export interface OrderFailedEvent {
  /** Deduplicate by it */
  id: string;
  type: "order.failed";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    /** The order's id */
    id: number;

    /** Your reference code for the order */
    reference_code: string;
    status: "PENDING" | "PARTIALLY_DELIVERED" | "DELIVERED" | "FAILED" | "CANCELLED";
    product_name: string;

    /** Face value per piece, an exact JSON number */
    denomination: number;

    /** Pieces ordered */
    quantity: number;

    /** Total face value, an exact JSON number */
    amount: number;

    /** Pieces delivered */
    delivered_quantity: number;
    delivered_on: string | null;

    /** When the order was placed */
    created_at: string;
    wallet_id: number;

    /** What was given back, in the wallet's currency */
    refunded_amount: string;
    refund_transaction_id: number | null;
  };
}

/** An order was cancelled. What was not delivered was refunded. */
export interface OrderCancelledEvent {
  /** Deduplicate by it */
  id: string;
  type: "order.cancelled";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    /** The order's id */
    id: number;

    /** Your reference code for the order */
    reference_code: string;
    status: "PENDING" | "PARTIALLY_DELIVERED" | "DELIVERED" | "FAILED" | "CANCELLED";
    product_name: string;

    /** Face value per piece, an exact JSON number */
    denomination: number;

    /** Pieces ordered */
    quantity: number;

    /** Total face value, an exact JSON number */
    amount: number;

    /** Pieces delivered */
    delivered_quantity: number;
    delivered_on: string | null;

    /** When the order was placed */
    created_at: string;
    wallet_id: number;

    /** What was given back, in the wallet's currency */
    refunded_amount: string;
    refund_transaction_id: number | null;
  };
}

/**
 * A provider's balance differed from what its known movements explain, and neither webhooks nor its list,
 * searched twice, explain the rest.
 */
export interface WalletDriftDetectedEvent {
  /** Deduplicate by it */
  id: string;
  type: "wallet.drift.detected";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    drift_id: string;
    provider_id: string;
    wallet_id: number;

    /** ISO 4217 code, or one of the account's own */
    currency: string;

    /** The balance that the known movements gave */
    expected: string;

    /** The balance that the provider reported */
    actual: string;

    /** actual − expected */
    difference: string;

    /** The part of the difference that no movement explains */
    unexplained: string;

    /** RFC 3339, UTC */
    detected_at: string;
  };
}

/** A drift that `wallet.drift.detected` reported is explained after all by a movement that arrived late. */
export interface WalletDriftResolvedEvent {
  /** Deduplicate by it */
  id: string;
  type: "wallet.drift.resolved";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    drift_id: string;
    provider_id: string;
    wallet_id: number;

    /** ISO 4217 code, or one of the account's own */
    currency: string;

    /** The balance that the known movements gave */
    expected: string;

    /** The balance that the provider reported */
    actual: string;

    /** actual − expected */
    difference: string;

    /** The part of the difference that no movement explains */
    unexplained: string;

    /** RFC 3339, UTC */
    detected_at: string;

    /** RFC 3339, UTC */
    resolved_at: string;
  };
}

/**
 * A mirror had no good snapshot for too long, or the last poll did not show it or not readably: its balance may
 * be wrong.
 */
export interface WalletStaleEvent {
  /** Deduplicate by it */
  id: string;
  type: "wallet.stale";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    wallet_id: number;
    provider_id: string | null;
    stale: boolean;
    synced_at: string | null;

    /** In words: nothing was read for too long, or what the last poll lacked */
    reason: string;
  };
}

/** A mirror that was stale has a good snapshot again. */
export interface WalletFreshEvent {
  /** Deduplicate by it */
  id: string;
  type: "wallet.fresh";

  /** RFC 3339, UTC */
  created_at: string;
  data: { wallet_id: number; provider_id: string | null; stale: boolean; synced_at: string | null };
}

/**
 * A provider's balances are watched in another way from now on: by webhooks, closely during a campaign, or by
 * polling.
 */
export interface ProviderModeChangedEvent {
  /** Deduplicate by it */
  id: string;
  type: "provider.mode_changed";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    provider_id: string;
    name: string;
    mode: "webhook" | "campaign" | "polling";
    previous_mode: "webhook" | "campaign" | "polling";

    /** What was observed, in words */
    reason: string;
  };
}

/**
 * Three polls of a provider failed in a row, or its hooks are refused for their signature. Sent once, until it
 * has recovered.
 */
export interface ProviderFailingEvent {
  /** Deduplicate by it */
  id: string;
  type: "provider.failing";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    provider_id: string;
    name: string;

    /** Polls and hooks fail and recover each by themselves */
    source: "polls" | "hooks";

    /** Since when it has been failing */
    since: string;

    /** In the provider's own words where it said any, without secrets */
    reason: string;

    /** Polls in a row that failed; hooks refused so far */
    failures: number;
  };
}

/** A provider that was failing is polled, or its hooks are accepted, again. */
export interface ProviderRecoveredEvent {
  /** Deduplicate by it */
  id: string;
  type: "provider.recovered";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    provider_id: string;
    name: string;

    /** Polls and hooks fail and recover each by themselves */
    source: "polls" | "hooks";

    /** Since when it has been failing */
    since: string;
  };
}

/** A webhook endpoint has failed for half, or nine tenths, of the time after which it is disabled. */
export interface EndpointFailingEvent {
  /** Deduplicate by it */
  id: string;
  type: "endpoint.failing";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    endpoint_id: string;
    url: string;
    status: "enabled" | "disabled";
    reason: string | null;
    failing_since: string | null;
    disables_at: string | null;
  };
}

/** A webhook endpoint was disabled; what it misses is kept and can be replayed. */
export interface EndpointDisabledEvent {
  /** Deduplicate by it */
  id: string;
  type: "endpoint.disabled";

  /** RFC 3339, UTC */
  created_at: string;
  data: {
    endpoint_id: string;
    url: string;
    status: "enabled" | "disabled";
    reason: string | null;
    failing_since: string | null;
    disables_at: string | null;
  };
}

/** Every event there is, by its type. */
export interface WebhookEvents {
  "wallet.created": WalletCreatedEvent;
  "wallet.updated": WalletUpdatedEvent;
  "wallet.credited": WalletCreditedEvent;
  "wallet.debited": WalletDebitedEvent;
  "wallet.balance.alert": WalletBalanceAlertEvent;
  "feature.wallet_balance.alert": FeatureWalletBalanceAlertEvent;
  "wallet.orders_blocked": WalletOrdersBlockedEvent;
  "wallet.orders_unblocked": WalletOrdersUnblockedEvent;
  "hold.created": HoldCreatedEvent;
  "hold.captured": HoldCapturedEvent;
  "hold.released": HoldReleasedEvent;
  "hold.expired": HoldExpiredEvent;
  "topup.created": TopupCreatedEvent;
  "topup.updated": TopupUpdatedEvent;
  "topup.settled": TopupSettledEvent;
  "topup.overdue": TopupOverdueEvent;
  "topup.cancelled": TopupCancelledEvent;
  "order.created": OrderCreatedEvent;
  "order.delivered": OrderDeliveredEvent;
  "order.partially_delivered": OrderPartiallyDeliveredEvent;
  "order.failed": OrderFailedEvent;
  "order.cancelled": OrderCancelledEvent;
  "wallet.drift.detected": WalletDriftDetectedEvent;
  "wallet.drift.resolved": WalletDriftResolvedEvent;
  "wallet.stale": WalletStaleEvent;
  "wallet.fresh": WalletFreshEvent;
  "provider.mode_changed": ProviderModeChangedEvent;
  "provider.failing": ProviderFailingEvent;
  "provider.recovered": ProviderRecoveredEvent;
  "endpoint.failing": EndpointFailingEvent;
  "endpoint.disabled": EndpointDisabledEvent;
}

export type EventType = keyof WebhookEvents;

/** An event of this version of the server. Later ones may send further types: leave a default in a switch. */
export type WebhookEvent = WebhookEvents[EventType];
