// Made by `npm run docs` from the contract.

import type { Http, EditOptions, MoneyOptions, PutOptions, RequestOptions } from "../http.ts";
import type { PageRequest, Pages } from "../pages.ts";
import { path } from "../path.ts";
import type {
  Account,
  AcknowledgeEpisode,
  ActOnTopup,
  AlertChange,
  AlertDefault,
  AlertSettingsInput,
  ApiKey,
  ApiKeyWithSecret,
  AskPreflight,
  AuditEntry,
  BalanceSeries,
  Campaign,
  CaptureHold,
  Card,
  Channel,
  ChannelTested,
  Charges,
  CompareStatement,
  CreateApiKey,
  CreateCampaign,
  CreateCard,
  CreateChannel,
  CreateCurrency,
  CreateFeature,
  CreateGatewayConnection,
  CreateHold,
  CreateOrder,
  CreateProduct,
  CreateProvider,
  CreateRoute,
  CreateSilence,
  CreateTopup,
  CreateTransfer,
  CreateWallet,
  CreateWebhookEndpoint,
  Currency,
  Delivery,
  DeliveryAttempt,
  DeliveryWithAttempts,
  Digest,
  Drift,
  DriftWithSides,
  Episode,
  Feature,
  Found,
  FxRate,
  FxRateInput,
  GatewayConnection,
  GetCharges,
  Heartbeat,
  Hold,
  Hook,
  NoMembers,
  Notification,
  NotificationWithAttempts,
  OpenAlert,
  Order,
  Overview,
  PostMovement,
  PostTransaction,
  Preflight,
  PreviewAlertSettings,
  PreviewTransfer,
  Product,
  Provider,
  ProviderChecked,
  PutDigest,
  PutHeartbeat,
  PutSpendHistory,
  RebalancingPlan,
  RejectedHook,
  ReplayDeliveries,
  Replayed,
  ReportDelivery,
  Route,
  RoutePreview,
  Runway,
  SendTest,
  SettingsPreview,
  Silence,
  Spend,
  Statement,
  StatementComparison,
  SyncResult,
  TestChannel,
  TestSent,
  Topup,
  Transaction,
  TransactionResults,
  TransactionWithOrigin,
  Transfer,
  TransferPreview,
  UpdateAccount,
  UpdateCard,
  UpdateChannel,
  UpdateFeature,
  UpdateGatewayConnection,
  UpdateProduct,
  UpdateProvider,
  UpdateRoute,
  UpdateTopup,
  UpdateWallet,
  UpdateWebhookEndpoint,
  Vouchers,
  Wallet,
  WalletAlternative,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
  WebhookEvent,
} from "./types.ts";

/** Every operation of the API: resources, and what can be done with each. */
export type Resources = ReturnType<typeof resources>;

export function resources(http: Http) {
  return {
    account: {
      /** Read the account and its settings. */
      get: (options?: RequestOptions): Promise<Account> => http.get("/account", {}, options),

      /**
       * Change the account's settings.
       *
       * A JSON merge patch: a member that is null is reset to its default.
       */
      update: (body: UpdateAccount, options?: EditOptions): Promise<Account> =>
        http.send("PATCH", "/account", body, options),
    },
    currencies: {
      /**
       * List every currency.
       *
       * Those of ISO 4217, then the account's own. One page holds them all: `limit` is 1000 by default here.
       */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Currency> => http.list("/currencies", query, options),

      /**
       * Add a currency of the account's own.
       *
       * Credits, points, minutes, a stablecoin: wallets, products and FX rates can be in it like in any other. It
       * cannot be changed or removed.
       */
      create: (body: CreateCurrency, options?: RequestOptions): Promise<Currency> =>
        http.send("POST", "/currencies", body, options),
    },
    wallets: {
      /**
       * List wallets.
       *
       * By id, or in the order of `sort`.
       */
      list: (
        query?: PageRequest & {
          /** Text in the name or the provider's id, or the wallet's own id */
          q?: string | undefined;
          state?: "ok" | "info" | "warning" | "in_alarm" | "blocked" | undefined;
          status?: "active" | "frozen" | "closed" | undefined;

          /** ISO 4217 code, or one of the account's own */
          currency?: string | undefined;
          provider_id?: string | undefined;
          feature_id?: string | undefined;
          stale?: "true" | "false" | undefined;

          /** Whether alert settings that are on watch it; a closed one is never watched */
          watched?: "true" | "false" | undefined;

          /**
           * Filters that must not match, with commas between them: state, status, currency, provider_id, feature_id. An
           * entry without a value matches too.
           */
          not?: string | undefined;

          /**
           * By id without it. runway and available: the least first; seen: the longest unseen first. At most 10000 wallets
           * may match.
           */
          sort?: "runway" | "name" | "available" | "seen" | undefined;

          /** Adds the members `runway`, `spark`, `alert` and `watched` to each wallet: one of them, or several with commas */
          include?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Wallet> => http.list("/wallets", query, options),

      /**
       * Create a wallet.
       *
       * With provider_id and external_id it is a mirror of a provider's wallet, otherwise a ledger wallet.
       */
      create: (body: CreateWallet, options?: RequestOptions): Promise<Wallet> =>
        http.send("POST", "/wallets", body, options),

      /**
       * List where money can come from before a wire lands.
       *
       * For a ledger wallet, other ledger wallets that can give what is advised, stay above their levels and last
       * until a wire to them lands; for a mirror, other wallets at its provider with money above their levels. Those
       * that cover the most of what is advised first, then those of its currency, then those that last longest; at
       * most 10.
       */
      alternatives: (
        id: number,
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<WalletAlternative> => http.list(path`/wallets/${id}/alternatives`, query, options),

      /** Read a wallet. */
      get: (
        id: number,
        query?: {
          /** Adds the members `counts`, `levels` and `watched`: one of them, or several with commas */
          include?: string | undefined;
        },
        options?: RequestOptions,
      ): Promise<Wallet> => http.get(path`/wallets/${id}`, query, options),

      /**
       * Change a wallet.
       *
       * A JSON merge patch: an absent member stays as it is, null removes it. Saved alert settings are evaluated at
       * once.
       */
      update: (id: number, body: UpdateWallet, options?: EditOptions): Promise<Wallet> =>
        http.send("PATCH", path`/wallets/${id}`, body, options),

      /**
       * Close a wallet.
       *
       * Whatever its balance, but not with open holds, or with orders that are not over. Its alerts close without an
       * event; its history stays. A closed wallet stays as it is.
       */
      close: (id: number, body?: NoMembers, options?: RequestOptions): Promise<Wallet> =>
        http.send("POST", path`/wallets/${id}/close`, body ?? {}, options),

      /**
       * Read a wallet's spend by day and by hour.
       *
       * Orders, usage, payouts and card payments, less their refunds, by UTC day; and the figures that relative alert
       * levels are measured by.
       */
      spend: (
        id: number,
        query?: {
          /** How many complete days the series goes back */
          days?: number | undefined;
        },
        options?: RequestOptions,
      ): Promise<Spend> => http.get(path`/wallets/${id}/spend`, query, options),

      /**
       * Read how long a wallet's balance lasts.
       *
       * At the larger of the present burn and the typical day; and how much to send by when.
       */
      runway: (id: number, options?: RequestOptions): Promise<Runway> =>
        http.get(path`/wallets/${id}/runway`, {}, options),

      /**
       * Read a wallet's balance over time.
       *
       * For a chart: the lowest and the highest balance in each part of the period, with the one at its start, and the
       * balance at its end.
       */
      balanceSeries: (
        id: number,
        query?: {
          /** RFC 3339; entries at or after it */
          from?: string | undefined;

          /** RFC 3339; entries before it */
          to?: string | undefined;
          points?: number | undefined;
        },
        options?: RequestOptions,
      ): Promise<BalanceSeries> => http.get(path`/wallets/${id}/balance-series`, query, options),

      /**
       * Add up a wallet's transactions of a period.
       *
       * The opening and closing balance, and credits and debits by kind. Two periods that follow each other share
       * their boundary: the closing of one is the opening of the next.
       */
      statement: (
        id: number,
        query?: {
          /** RFC 3339; entries at or after it */
          from?: string | undefined;

          /** RFC 3339; entries before it */
          to?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Promise<Statement> => http.get(path`/wallets/${id}/statement`, query, options),

      /**
       * Compare a provider's statement with a wallet's transactions.
       *
       * By amount and reference, or else by amount and time. Nothing is written. Transactions between the statement's
       * first and last time that no line explains are missing there.
       */
      statementComparison: (
        id: number,
        body: CompareStatement,
        options?: RequestOptions,
      ): Promise<StatementComparison> => http.send("POST", path`/wallets/${id}/statement-comparison`, body, options),

      /** Credit a wallet. */
      credit: (id: number, body: PostMovement, options?: MoneyOptions): Promise<Transaction> =>
        http.move(path`/wallets/${id}/credits`, body, options),

      /** Debit a wallet. */
      debit: (id: number, body: PostMovement, options?: MoneyOptions): Promise<Transaction> =>
        http.move(path`/wallets/${id}/debits`, body, options),

      /**
       * Set a wallet's spend of days before its first transaction.
       *
       * As JSON, or as `text/csv` with the columns date and amount. It moves no balance.
       */
      spendHistory: (id: number, body: PutSpendHistory, options?: RequestOptions): Promise<Spend> =>
        http.send("PUT", path`/wallets/${id}/spend-history`, body, options),
    },
    topups: {
      /**
       * Announce a top-up.
       *
       * Moves no money: the credit does, and settles the top-up when it carries its reference, or else exactly its
       * amount.
       */
      create: (body: CreateTopup, options?: MoneyOptions): Promise<Topup> => http.move("/topups", body, options),

      /** List top-ups, newest first. */
      list: (
        query?: PageRequest & {
          wallet_id?: number | undefined;
          status?: "proposed" | "approved" | "initiated" | "sent" | "settled" | "overdue" | "cancelled" | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Topup> => http.list("/topups", query, options),

      /** Read a top-up. */
      get: (id: string, options?: RequestOptions): Promise<Topup> => http.get(path`/topups/${id}`, {}, options),

      /**
       * Change a top-up's status, or its expectation.
       *
       * From proposed to approved, initiated, sent or cancelled; from approved and initiated to sent; from all but
       * proposed to settled or cancelled. A JSON merge patch: an absent member stays as it is.
       */
      update: (id: string, body: UpdateTopup, options?: EditOptions): Promise<Topup> =>
        http.send("PATCH", path`/topups/${id}`, body, options),

      /**
       * Approve a top-up.
       *
       * The top-up carries the key that did it.
       */
      approve: (id: string, body?: ActOnTopup, options?: RequestOptions): Promise<Topup> =>
        http.send("POST", path`/topups/${id}/approve`, body ?? {}, options),

      /**
       * Report that a top-up's money has been sent.
       *
       * The top-up carries the key that did it.
       */
      send: (id: string, body?: ActOnTopup, options?: RequestOptions): Promise<Topup> =>
        http.send("POST", path`/topups/${id}/send`, body ?? {}, options),

      /**
       * Cancel a top-up.
       *
       * The top-up carries the key that did it.
       */
      cancel: (id: string, body?: ActOnTopup, options?: RequestOptions): Promise<Topup> =>
        http.send("POST", path`/topups/${id}/cancel`, body ?? {}, options),
    },
    transactions: {
      /**
       * Credit and debit many wallets.
       *
       * Each item is decided on its own, in order: a refused item fails none of the others. An item's result is in
       * `results`, at the item's place.
       */
      post: (body: readonly PostTransaction[], options?: MoneyOptions): Promise<TransactionResults> =>
        http.move("/transactions", body, options),

      /** List transactions, newest first. */
      list: (
        query?: PageRequest & {
          wallet_id?: number | undefined;
          provider_id?: string | undefined;

          /** ISO 4217 code, or one of the account's own */
          currency?: string | undefined;
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
          transaction_type?: "CREDIT" | "DEBIT" | undefined;
          reference_number?: string | undefined;
          order_id?: number | undefined;

          /** RFC 3339; entries at or after it */
          from?: string | undefined;

          /** RFC 3339; entries before it */
          to?: string | undefined;

          /** Text in the reference, the remarks or the provider's id */
          q?: string | undefined;

          /**
           * Filters that must not match, with commas between them: kind, currency, provider_id. An entry without a value
           * matches too.
           */
          not?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Transaction> => http.list("/transactions", query, options),

      /** Read a transaction with the transfer or drift that it belongs to. */
      get: (id: number, options?: RequestOptions): Promise<TransactionWithOrigin> =>
        http.get(path`/transactions/${id}`, {}, options),
    },
    holds: {
      /**
       * Set part of a balance aside.
       *
       * Never more than the available balance and the overdraft limit, whatever happens at the same moment. Expires
       * after `expires_in` seconds.
       */
      create: (body: CreateHold, options?: MoneyOptions): Promise<Hold> => http.move("/holds", body, options),

      /** List holds, newest first. */
      list: (
        query?: PageRequest & {
          wallet_id?: number | undefined;
          status?: "open" | "captured" | "released" | "expired" | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Hold> => http.list("/holds", query, options),

      /** Read a hold. */
      get: (id: string, options?: RequestOptions): Promise<Hold> => http.get(path`/holds/${id}`, {}, options),

      /**
       * Capture a hold, whole or in part.
       *
       * Debits the wallet and ends the hold. A hold is a promise: it can be captured even if the wallet was frozen
       * since.
       */
      capture: (id: string, body?: CaptureHold, options?: MoneyOptions): Promise<Hold> =>
        http.move(path`/holds/${id}/capture`, body ?? {}, options),

      /** Release a hold. */
      release: (id: string, options?: MoneyOptions): Promise<Hold> =>
        http.move(path`/holds/${id}/release`, undefined, options),
    },
    fxRates: {
      /**
       * Put FX rates.
       *
       * One rate or an array of them, all or none. Other pairs stay as they are; null removes one. Without a rate for
       * a direction, the reciprocal of the opposite direction's is used. `If-Match` and `If-None-Match` are about one
       * rate.
       */
      set: (body: readonly FxRateInput[] | FxRateInput, options?: PutOptions): Promise<FxRate[]> =>
        http.send("PUT", "/fx-rates", body, options),

      /** List FX rates. */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<FxRate> => http.list("/fx-rates", query, options),

      /** Read the FX rate of a pair. */
      get: (from: string, to: string, options?: RequestOptions): Promise<FxRate> =>
        http.get(path`/fx-rates/${from}/${to}`, {}, options),
    },
    products: {
      /** Create a product. */
      create: (body: CreateProduct, options?: RequestOptions): Promise<Product> =>
        http.send("POST", "/products", body, options),

      /** List products, newest first. */
      list: (
        query?: PageRequest & {
          /** Text in the name */
          q?: string | undefined;
          status?: "active" | "archived" | undefined;

          /** ISO 4217 code, or one of the account's own */
          currency?: string | undefined;

          /**
           * Filters that must not match, with commas between them: status, currency. An entry without a value matches too.
           */
          not?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Product> => http.list("/products", query, options),

      /** Read a product. */
      get: (id: string, options?: RequestOptions): Promise<Product> => http.get(path`/products/${id}`, {}, options),

      /**
       * Change or archive a product.
       *
       * A JSON merge patch: an absent member stays as it is, null removes it. Orders keep the product as it was.
       */
      update: (id: string, body: UpdateProduct, options?: EditOptions): Promise<Product> =>
        http.send("PATCH", path`/products/${id}`, body, options),

      /**
       * Quote a product.
       *
       * The charge of an order placed now: discount, FX at the account's rates and handling fee. Each step is rounded
       * to the nearest unit, halves up.
       */
      quote: (id: string, body: GetCharges, options?: RequestOptions): Promise<Charges> =>
        http.send("POST", path`/products/${id}/charges`, body, options, true),
    },
    preflight: {
      /**
       * Check whether the gates would accept an order.
       *
       * Changes nothing and reserves nothing: the order is checked again when it is placed. Send an amount, or a
       * product with its denomination and quantity (1 by default).
       */
      check: (body: AskPreflight, options?: RequestOptions): Promise<Preflight> =>
        http.send("POST", "/preflight", body, options, true),
    },
    orders: {
      /**
       * Place an order.
       *
       * Quotes the product and debits the wallet in the same transaction. `reference_code` is the idempotency key.
       * When a gate refuses, nothing is written. An order on a mirror is quoted by the wallet's provider, stored, and
       * placed at the provider; when the provider does not respond within ten seconds, the response is the `PENDING`
       * order, which the server continues to place.
       */
      create: (body: CreateOrder, options?: RequestOptions): Promise<Order> =>
        http.send("POST", "/orders", body, options, true),

      /** List orders, newest first. */
      list: (
        query?: PageRequest & {
          wallet_id?: number | undefined;
          status?: "PENDING" | "PARTIALLY_DELIVERED" | "DELIVERED" | "FAILED" | "CANCELLED" | undefined;
          reference_code?: string | undefined;

          /** Filters that must not match, with commas between them: status. An entry without a value matches too. */
          not?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Order> => http.list("/orders", query, options),

      /** Read an order. */
      get: (id: number, options?: RequestOptions): Promise<Order> => http.get(path`/orders/${id}`, {}, options),

      /**
       * Read the voucher codes of an order.
       *
       * As the provider sent them, for orders of a mirror whose provider has `store_vouchers` in its settings. The
       * codes are worth money, so the scope is `write`.
       */
      vouchers: (id: number, options?: RequestOptions): Promise<Vouchers> =>
        http.get(path`/orders/${id}/vouchers`, {}, options),

      /** Report pieces of an order as delivered. */
      deliver: (id: number, body: ReportDelivery, options?: MoneyOptions): Promise<Order> =>
        http.move(path`/orders/${id}/deliveries`, body, options),

      /**
       * Report an order as failed.
       *
       * Refunds the price of the pieces that were not delivered.
       */
      fail: (id: number, options?: MoneyOptions): Promise<Order> =>
        http.move(path`/orders/${id}/fail`, undefined, options),

      /**
       * Cancel an order.
       *
       * Refunds the price of the pieces that were not delivered.
       */
      cancel: (id: number, options?: MoneyOptions): Promise<Order> =>
        http.move(path`/orders/${id}/cancel`, undefined, options),
    },
    transfers: {
      /**
       * Move money between two ledger wallets.
       *
       * A debit of amount and fee and a credit of amount × rate, both or neither. Between currencies the rate is the
       * account's, or the request's, and is stored.
       */
      create: (body: CreateTransfer, options?: MoneyOptions): Promise<Transfer> =>
        http.move("/transfers", body, options),

      /** List transfers, newest first. */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Transfer> => http.list("/transfers", query, options),

      /**
       * See what a transfer would do.
       *
       * Both balances and both runways before and after. It is refused as the transfer would be.
       */
      preview: (body: PreviewTransfer, options?: RequestOptions): Promise<TransferPreview> =>
        http.send("POST", "/transfers/preview", body, options, true),

      /** Read a transfer. */
      get: (id: string, options?: RequestOptions): Promise<Transfer> => http.get(path`/transfers/${id}`, {}, options),
    },
    rebalancingPlan: {
      /**
       * Plan the fewest transfers that level runway.
       *
       * Between the active wallets that have a typical daily spend. A transfer of the plan can be sent to POST
       * /transfers as it is, without `received` and `executable`.
       */
      get: (
        query?: {
          /** In which balances are compared; the first wallet's by default */
          currency?: string | undefined;

          /** By how much of the common runway a wallet's may differ and still count as level */
          tolerance_percent?: string | undefined;

          /** What a transfer costs the sender on top of its amount */
          fee_percent?: string | undefined;
        },
        options?: RequestOptions,
      ): Promise<RebalancingPlan> => http.get("/rebalancing-plan", query, options),
    },
    features: {
      /** Create a feature. */
      create: (body: CreateFeature, options?: RequestOptions): Promise<Feature> =>
        http.send("POST", "/features", body, options),

      /** List features. */
      list: (
        query?: PageRequest & {
          /** Text in the name */
          q?: string | undefined;
          status?: string | undefined;

          /** Filters that must not match, with commas between them: status. An entry without a value matches too. */
          not?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Feature> => http.list("/features", query, options),

      /** Read a feature. */
      get: (id: string, options?: RequestOptions): Promise<Feature> => http.get(path`/features/${id}`, {}, options),

      /**
       * Change a feature.
       *
       * A JSON merge patch: an absent member stays as it is, null removes it. Saved alert settings are evaluated at
       * once.
       */
      update: (id: string, body: UpdateFeature, options?: EditOptions): Promise<Feature> =>
        http.send("PATCH", path`/features/${id}`, body, options),

      /**
       * Delete a feature.
       *
       * Its wallets are unlinked and its alerts close without an event.
       */
      delete: (id: string, options?: EditOptions): Promise<void> =>
        http.send("DELETE", path`/features/${id}`, undefined, options),
    },
    alertDefaults: {
      /** List the default alert settings of all currencies. */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<AlertDefault> => http.list("/alert-settings/default", query, options),

      /** Read a currency's default alert settings. */
      get: (currency: string, options?: RequestOptions): Promise<AlertDefault> =>
        http.get(path`/alert-settings/default/${currency}`, {}, options),

      /**
       * Set a currency's default alert settings.
       *
       * They apply to wallets of the currency that have no settings of their own, and are evaluated at once. `*`
       * applies to every currency and takes relative units only.
       */
      set: (
        currency: string,
        body: AlertSettingsInput | { alert_settings: AlertSettingsInput },
        options?: PutOptions,
      ): Promise<AlertDefault> => http.send("PUT", path`/alert-settings/default/${currency}`, body, options),

      /**
       * Remove a currency's default alert settings.
       *
       * The alerts they had raised close without an event.
       */
      delete: (currency: string, options?: EditOptions): Promise<void> =>
        http.send("DELETE", path`/alert-settings/default/${currency}`, undefined, options),
    },
    search: {
      /**
       * Find wallets, features, providers, endpoints and orders.
       *
       * At most 5 of each, by name or id; an order by its id or its reference code.
       */
      get: (
        query?: {
          /** Text that is contained; ASCII letters match in either case */
          q: string;
        },
        options?: RequestOptions,
      ): Promise<Found> => http.get("/search", query, options),
    },
    alerts: {
      /** List alerts that are not ok now. */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<OpenAlert> => http.list("/alerts", query, options),

      /** List every change of state, newest first. */
      history: (
        query?: PageRequest & {
          wallet_id?: number | undefined;
          feature_id?: string | undefined;

          /** The state that was entered */
          state?: "ok" | "info" | "warning" | "in_alarm" | "blocked" | undefined;

          /** RFC 3339; entries at or after it */
          from?: string | undefined;

          /** RFC 3339; entries before it */
          to?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<AlertChange> => http.list("/alerts/history", query, options),
    },
    episodes: {
      /**
       * List episodes, newest first.
       *
       * Each with its first 20 steps and its newest 20 notifications; the episode itself has 500 of each.
       */
      list: (
        query?: PageRequest & {
          state?: "open" | "closed" | undefined;
          worst_state?: "ok" | "info" | "warning" | "in_alarm" | "blocked" | undefined;
          wallet_id?: number | undefined;
          feature_id?: string | undefined;

          /** RFC 3339; entries at or after it */
          from?: string | undefined;

          /** RFC 3339; entries before it */
          to?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Episode> => http.list("/episodes", query, options),

      /** Read an episode with its steps and notifications. */
      get: (id: string, options?: RequestOptions): Promise<Episode> => http.get(path`/episodes/${id}`, {}, options),

      /**
       * Acknowledge an episode.
       *
       * Reminders and escalations stop until it expires, the alert becomes worse, or the episode ends. PagerDuty's
       * incident is acknowledged too.
       */
      acknowledge: (id: string, body?: AcknowledgeEpisode, options?: RequestOptions): Promise<Episode> =>
        http.send("POST", path`/episodes/${id}/acknowledge`, body ?? {}, options),

      /** Take an acknowledgement back. */
      unacknowledge: (id: string, options?: RequestOptions): Promise<Episode> =>
        http.send("DELETE", path`/episodes/${id}/acknowledge`, undefined, options),
    },
    channels: {
      /** Connect a channel: Slack, Teams, PagerDuty, Datadog, e-mail or a webhook. */
      create: (body: CreateChannel, options?: RequestOptions): Promise<Channel> =>
        http.send("POST", "/channels", body, options),

      /** List channels. */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Channel> => http.list("/channels", query, options),

      /** Read a channel. */
      get: (id: string, options?: RequestOptions): Promise<Channel> => http.get(path`/channels/${id}`, {}, options),

      /**
       * Change, enable or disable a channel.
       *
       * A JSON merge patch, also of config; a secret that comes back masked stays as it is.
       */
      update: (id: string, body: UpdateChannel, options?: EditOptions): Promise<Channel> =>
        http.send("PATCH", path`/channels/${id}`, body, options),

      /**
       * Delete a channel.
       *
       * Its settings are forgotten and every route loses it; its notifications stay.
       */
      delete: (id: string, options?: EditOptions): Promise<void> =>
        http.send("DELETE", path`/channels/${id}`, undefined, options),

      /**
       * Send a sample message to a channel.
       *
       * Waits up to 10 seconds for the first attempt, which is null when it has not ended by then.
       */
      test: (id: string, body?: TestChannel, options?: RequestOptions): Promise<ChannelTested> =>
        http.send("POST", path`/channels/${id}/test`, body ?? {}, options),
    },
    routes: {
      /** Route alerts and operational events to channels. */
      create: (body: CreateRoute, options?: RequestOptions): Promise<Route> =>
        http.send("POST", "/routes", body, options),

      /** List routes. */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Route> => http.list("/routes", query, options),

      /** Show who would receive a notice of a wallet now, by which route and when. */
      preview: (
        query?: {
          wallet_id: number;
          level:
            | "info"
            | "warning"
            | "critical"
            | "block"
            | "stale"
            | "drift"
            | "provider_failing"
            | "topup_proposed"
            | "topup_overdue"
            | "endpoint_disabled";
        },
        options?: RequestOptions,
      ): Promise<RoutePreview[]> => http.get("/routes/preview", query, options),

      /** Read a route. */
      get: (id: string, options?: RequestOptions): Promise<Route> => http.get(path`/routes/${id}`, {}, options),

      /** Change a route. */
      update: (id: string, body: UpdateRoute, options?: EditOptions): Promise<Route> =>
        http.send("PATCH", path`/routes/${id}`, body, options),

      /** Delete a route. */
      delete: (id: string, options?: EditOptions): Promise<void> =>
        http.send("DELETE", path`/routes/${id}`, undefined, options),
    },
    silences: {
      /**
       * Send nothing about some wallets for a while.
       *
       * It lasts until ends_at, or with until_recovered until its wallets are ok again. What would have been sent is
       * kept as skipped. When it ends, the state of what is still not ok is sent.
       */
      create: (body: CreateSilence, options?: RequestOptions): Promise<Silence> =>
        http.send("POST", "/silences", body, options),

      /** List silences, newest first. */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Silence> => http.list("/silences", query, options),

      /** Read a silence. */
      get: (id: string, options?: RequestOptions): Promise<Silence> => http.get(path`/silences/${id}`, {}, options),

      /** End a silence now. */
      delete: (id: string, options?: RequestOptions): Promise<void> =>
        http.send("DELETE", path`/silences/${id}`, undefined, options),
    },
    notifications: {
      /** List notifications, newest first. */
      list: (
        query?: PageRequest & {
          episode_id?: string | undefined;
          channel_id?: string | undefined;
          status?: "pending" | "delivered" | "failed" | "skipped" | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Notification> => http.list("/notifications", query, options),

      /** Read a notification with its attempts. */
      get: (id: string, options?: RequestOptions): Promise<NotificationWithAttempts> =>
        http.get(path`/notifications/${id}`, {}, options),

      /**
       * Send a notification again.
       *
       * As it was, with a fresh count of attempts. One that is still pending is left alone.
       */
      replay: (id: string, options?: RequestOptions): Promise<Replayed> =>
        http.send("POST", path`/notifications/${id}/replay`, undefined, options),
    },
    digest: {
      /**
       * Send a message about every wallet at a time of the day.
       *
       * Balance, runway, and what to wire within a day; wallets that are not ok come first.
       */
      set: (body: PutDigest, options?: PutOptions): Promise<Digest> => http.send("PUT", "/digest", body, options),

      /** Read the digest's settings. */
      get: (options?: RequestOptions): Promise<Digest> => http.get("/digest", {}, options),

      /** End the digest. */
      delete: (options?: EditOptions): Promise<void> => http.send("DELETE", "/digest", undefined, options),
    },
    heartbeat: {
      /**
       * Call a URL while sweep, polls and outbox are healthy.
       *
       * Its silence is then noticed by whatever watches that URL.
       */
      set: (body: PutHeartbeat, options?: PutOptions): Promise<Heartbeat> =>
        http.send("PUT", "/heartbeat", body, options),

      /** Read the heartbeat's settings. */
      get: (options?: RequestOptions): Promise<Heartbeat> => http.get("/heartbeat", {}, options),

      /** End the heartbeat. */
      delete: (options?: EditOptions): Promise<void> => http.send("DELETE", "/heartbeat", undefined, options),
    },
    events: {
      /** List events, newest first. */
      list: (
        query?: PageRequest & {
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

          /**
           * A position, the id of a message of `GET /stream`: the events after it, oldest first. Not with `type`, `from`,
           * `to`, `page` and CSV.
           */
          after?: number | undefined;

          /** RFC 3339; entries at or after it */
          from?: string | undefined;

          /** RFC 3339; entries before it */
          to?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<WebhookEvent> => http.list("/events", query, options),

      /** Read an event. */
      get: (id: string, options?: RequestOptions): Promise<WebhookEvent> => http.get(path`/events/${id}`, {}, options),
    },
    webhookEndpoints: {
      /** Register a URL that receives events. */
      create: (body: CreateWebhookEndpoint, options?: RequestOptions): Promise<WebhookEndpointWithSecret> =>
        http.send("POST", "/webhook-endpoints", body, options),

      /** List webhook endpoints. */
      list: (
        query?: PageRequest & {
          /** Text in the URL or the description */
          q?: string | undefined;
          status?: "enabled" | "disabled" | undefined;

          /** Filters that must not match, with commas between them: status. An entry without a value matches too. */
          not?: string | undefined;

          /** Adds the member `recent` */
          include?: "recent" | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<WebhookEndpoint> => http.list("/webhook-endpoints", query, options),

      /** Read a webhook endpoint. */
      get: (
        id: string,
        query?: {
          /** Adds the member `recent` */
          include?: "recent" | undefined;
        },
        options?: RequestOptions,
      ): Promise<WebhookEndpoint> => http.get(path`/webhook-endpoints/${id}`, query, options),

      /**
       * Change, enable or disable a webhook endpoint.
       *
       * While it is disabled, the events it misses are kept as skipped and can be replayed.
       */
      update: (id: string, body: UpdateWebhookEndpoint, options?: EditOptions): Promise<WebhookEndpoint> =>
        http.send("PATCH", path`/webhook-endpoints/${id}`, body, options),

      /** Delete a webhook endpoint. */
      delete: (id: string, options?: EditOptions): Promise<void> =>
        http.send("DELETE", path`/webhook-endpoints/${id}`, undefined, options),

      /**
       * Rotate a webhook endpoint's secret.
       *
       * Webhooks are also signed with the old secret for 24 hours.
       */
      rotateSecret: (id: string, options?: RequestOptions): Promise<WebhookEndpointWithSecret> =>
        http.send("POST", path`/webhook-endpoints/${id}/rotate-secret`, undefined, options),

      /** List an endpoint's deliveries, newest first. */
      deliveries: (
        id: string,
        query?: PageRequest & {
          status?: "pending" | "delivered" | "failed" | "skipped" | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Delivery> => http.list(path`/webhook-endpoints/${id}/deliveries`, query, options),

      /**
       * Send a sample event to an endpoint.
       *
       * Of any type, whether or not the endpoint subscribes to it.
       */
      test: (id: string, body?: SendTest, options?: RequestOptions): Promise<TestSent> =>
        http.send("POST", path`/webhook-endpoints/${id}/test`, body ?? {}, options),

      /**
       * Send an endpoint's deliveries again.
       *
       * Those of a time range and of some states, with their original payloads; failed and skipped ones by default.
       */
      replay: (id: string, body?: ReplayDeliveries, options?: RequestOptions): Promise<Replayed> =>
        http.send("POST", path`/webhook-endpoints/${id}/replay`, body ?? {}, options),
    },
    deliveries: {
      /** Read a delivery with its attempts. */
      get: (id: string, options?: RequestOptions): Promise<DeliveryWithAttempts> =>
        http.get(path`/deliveries/${id}`, {}, options),

      /** List deliveries of all endpoints, newest event first. */
      list: (
        query?: PageRequest & {
          endpoint_id?: string | undefined;
          status?: "pending" | "delivered" | "failed" | "skipped" | undefined;
          event_type?:
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

          /** RFC 3339; entries at or after it */
          from?: string | undefined;

          /** RFC 3339; entries before it */
          to?: string | undefined;

          /** An event's id, or text in an endpoint's id, URL or description */
          q?: string | undefined;

          /**
           * Filters that must not match, with commas between them: endpoint_id, status, event_type. An entry without a
           * value matches too.
           */
          not?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Delivery> => http.list("/deliveries", query, options),

      /** List a delivery's attempts, oldest first. */
      attempts: (
        id: string,
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<DeliveryAttempt> => http.list(path`/deliveries/${id}/attempts`, query, options),

      /**
       * Send a delivery again.
       *
       * With its original payload and a fresh count of attempts. A delivery that is still pending is left alone.
       */
      replay: (id: string, options?: RequestOptions): Promise<Replayed> =>
        http.send("POST", path`/deliveries/${id}/replay`, undefined, options),
    },
    providers: {
      /**
       * Connect a provider.
       *
       * Credentials and the webhook secret are stored encrypted and never shown again.
       */
      create: (body: CreateProvider, options?: RequestOptions): Promise<Provider> =>
        http.send("POST", "/providers", body, options),

      /** List providers. */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Provider> => http.list("/providers", query, options),

      /** Read a provider. */
      get: (
        id: string,
        query?: {
          /** Adds the member `counts` */
          include?: "counts" | undefined;
        },
        options?: RequestOptions,
      ): Promise<Provider> => http.get(path`/providers/${id}`, query, options),

      /**
       * Delete a provider.
       *
       * Closes its mirrors and forgets its credentials and secrets; what its mirrors did stays. Refused while one of
       * them has open holds, or orders that are not over.
       */
      delete: (id: string, options?: EditOptions): Promise<void> =>
        http.send("DELETE", path`/providers/${id}`, undefined, options),

      /**
       * Change, pause or resume a provider.
       *
       * Its kind cannot change. New credentials and secrets replace the old ones at once; null removes them. The
       * previous webhook secret stays valid for `webhook_secret_grace_seconds` more.
       */
      update: (id: string, body: UpdateProvider, options?: EditOptions): Promise<Provider> =>
        http.send("PATCH", path`/providers/${id}`, body, options),

      /**
       * List a provider's hooks with what became of them, newest first.
       *
       * Every acknowledged hook is found by its `event_id`, or with `wallet_id` among the newest 10,000 of its wallet.
       * Without either, those that were applied as they came are listed from the newest 200 movements of each of the
       * 50 wallets with the newest hooks.
       */
      hooks: (
        id: string,
        query?: PageRequest & {
          /** All by default */
          status?: "applied" | "inside" | "waiting" | "late" | "rejected" | "unhandled" | undefined;
          wallet_id?: number | undefined;

          /** The signed body's `id` */
          event_id?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Hook> => http.list(path`/providers/${id}/hooks`, query, options),

      /** List a provider's hooks that moved no wallet, redacted, newest first. */
      rejectedHooks: (
        id: string,
        query?: PageRequest & {
          /**
           * malformed: could not be used; unhandled: of a type that moves no wallet; late: a balance read from the
           * provider held it already.
           */
          reason?: "unhandled" | "malformed" | "late" | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<RejectedHook> => http.list(path`/providers/${id}/rejected-hooks`, query, options),

      /**
       * Check a provider's connection.
       *
       * Signs in and reads, step by step, and returns what is wrong and how to correct it; nothing is stored. Responds
       * within 20 seconds or little more. Two checks of an account's providers run at a time.
       */
      test: (id: string, options?: RequestOptions): Promise<ProviderChecked> =>
        http.send("POST", path`/providers/${id}/test`, undefined, options),

      /**
       * Poll a provider now.
       *
       * Responds when every balance has been read and applied; joins a poll that is under way. 503 when the provider
       * does not respond or requests a pause, 409 when it refuses or lacks credentials, with the reason in the
       * message.
       */
      sync: (id: string, options?: RequestOptions): Promise<SyncResult> =>
        http.send("POST", path`/providers/${id}/sync`, undefined, options),

      /** List a provider's drifts, newest first. */
      drifts: (
        id: string,
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Drift> => http.list(path`/providers/${id}/drifts`, query, options),

      /**
       * Read a drift with both sides' transactions.
       *
       * The provider's side is what its own list showed when it was last searched for this drift; this side is the
       * wallet's transactions.
       */
      drift: (id: string, driftId: string, options?: RequestOptions): Promise<DriftWithSides> =>
        http.get(path`/providers/${id}/drifts/${driftId}`, {}, options),
    },
    gatewayConnections: {
      /**
       * Connect a card issuer.
       *
       * The issuer's `Authorization` value is stored encrypted and never shown again.
       */
      create: (body: CreateGatewayConnection, options?: RequestOptions): Promise<GatewayConnection> =>
        http.send("POST", "/gateway-connections", body, options),

      /** List gateway connections. */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<GatewayConnection> => http.list("/gateway-connections", query, options),

      /** Read a gateway connection. */
      get: (id: string, options?: RequestOptions): Promise<GatewayConnection> =>
        http.get(path`/gateway-connections/${id}`, {}, options),

      /** Rename or pause a gateway connection, or change its Authorization value. */
      update: (id: string, body: UpdateGatewayConnection, options?: EditOptions): Promise<GatewayConnection> =>
        http.send("PATCH", path`/gateway-connections/${id}`, body, options),
    },
    cards: {
      /** Link a card to a wallet. */
      create: (body: CreateCard, options?: RequestOptions): Promise<Card> => http.send("POST", "/cards", body, options),

      /** List cards. */
      list: (
        query?: PageRequest & {
          /** Text in the card's id */
          q?: string | undefined;
          status?: "active" | "frozen" | "closed" | undefined;
          wallet_id?: number | undefined;

          /**
           * Filters that must not match, with commas between them: status, wallet_id. An entry without a value matches
           * too.
           */
          not?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Card> => http.list("/cards", query, options),

      /** Read a card. */
      get: (cardId: string, options?: RequestOptions): Promise<Card> => http.get(path`/cards/${cardId}`, {}, options),

      /**
       * Freeze, close, renew or move a card.
       *
       * Holds stay with the wallet on which they were placed.
       */
      update: (cardId: string, body: UpdateCard, options?: EditOptions): Promise<Card> =>
        http.send("PATCH", path`/cards/${cardId}`, body, options),
    },
    campaigns: {
      /**
       * Announce a campaign.
       *
       * While it lasts, its provider, or every provider, is polled every 30 seconds; with `expected_multiplier`, a
       * usual day of its wallets counts as that many times as much.
       */
      create: (body: CreateCampaign, options?: RequestOptions): Promise<Campaign> =>
        http.send("POST", "/campaigns", body, options),

      /** List campaigns, newest first. */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<Campaign> => http.list("/campaigns", query, options),

      /** Cancel a campaign, or end it. */
      delete: (id: string, options?: RequestOptions): Promise<void> =>
        http.send("DELETE", path`/campaigns/${id}`, undefined, options),
    },
    apiKeys: {
      /**
       * Create an API key.
       *
       * Only this response contains the key.
       */
      create: (body: CreateApiKey, options?: RequestOptions): Promise<ApiKeyWithSecret> =>
        http.send("POST", "/api-keys", body, options),

      /** List API keys. */
      list: (
        query?: PageRequest & {
          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<ApiKey> => http.list("/api-keys", query, options),

      /**
       * Revoke an API key.
       *
       * It stays in the list, and requests with it are refused from now on.
       */
      revoke: (id: string, options?: RequestOptions): Promise<void> =>
        http.send("DELETE", path`/api-keys/${id}`, undefined, options),
    },
    audit: {
      /**
       * List changes by people and keys, newest first.
       *
       * Every change of a resource, written in the same transaction. Debits, credits, holds and orders that an API key
       * posts are in the lists of their own; those of a person in the dashboard are here too.
       */
      list: (
        query?: PageRequest & {
          /** The id of an API key, or the name of an actor */
          actor?: string | undefined;

          /** A type, such as `wallet`, or a type and an id, such as `wallet:12` */
          resource?: string | undefined;

          /** RFC 3339; entries at or after it */
          from?: string | undefined;

          /** RFC 3339; entries before it */
          to?: string | undefined;

          /** csv has the effect of the header Accept: text/csv, json that of none */
          format?: "json" | "csv" | undefined;
        },
        options?: RequestOptions,
      ): Pages<AuditEntry> => http.list("/audit", query, options),
    },
    overview: {
      /**
       * Read the account at one glance.
       *
       * How many wallets are in which state, what is available by currency, which wallets are in danger, what was done
       * about each and what to send by when.
       */
      get: (options?: RequestOptions): Promise<Overview> => http.get("/overview", {}, options),
    },
    alertSettings: {
      /**
       * See what saving alert settings would do.
       *
       * Takes the settings as a PATCH of the feature or wallet does, or as a PUT of the default. Violations are in the
       * answer's `details`, not an error. Nothing is stored.
       */
      preview: (body: PreviewAlertSettings, options?: RequestOptions): Promise<SettingsPreview> =>
        http.send("POST", "/alert-settings/preview", body, options, true),
    },
  };
}
