import type { Migration } from "./migration.ts";

export const foundation: Migration = {
  version: 1,
  name: "foundation",
  statements: ({ int, text, keyed, plain, hot, keyedHot }) => [
    `CREATE TABLE installation (
      id ${int} NOT NULL PRIMARY KEY,
      secret_key_check ${text} NOT NULL,
      touched ${int} NOT NULL DEFAULT 0
    ) ${plain}`,

    `CREATE TABLE accounts (
      id ${int} NOT NULL PRIMARY KEY,
      name ${text} NOT NULL UNIQUE,
      wallet_count ${int} NOT NULL,
      transaction_count ${int} NOT NULL,
      event_count ${int} NOT NULL,
      alert_count ${int} NOT NULL,
      created_at ${int} NOT NULL
    ) ${hot}`,

    `CREATE TABLE api_keys (
      account_id ${int} NOT NULL,
      id ${text} NOT NULL,
      name ${text} NOT NULL,
      hash ${text} NOT NULL UNIQUE,
      prefix ${text} NOT NULL,
      scopes ${text} NOT NULL,
      created_at ${int} NOT NULL,
      revoked_at ${int},
      configured ${int} NOT NULL,
      PRIMARY KEY (account_id, id)
    ) ${plain}`,

    `CREATE TABLE wallets (
      account_id ${int} NOT NULL,
      id ${int} NOT NULL,
      balance ${int} NOT NULL,
      held ${int} NOT NULL,
      alert_floor ${int} NOT NULL,
      alert_ceiling ${int} NOT NULL,
      sequence ${int} NOT NULL,
      alert_state ${text} NOT NULL,
      alert_count ${int} NOT NULL,
      overdraft_limit ${int},
      asset_scale ${int} NOT NULL,
      currency ${text} NOT NULL,
      name ${text} NOT NULL,
      type ${text} NOT NULL,
      source ${text} NOT NULL,
      status ${text} NOT NULL,
      conversion_rate ${text} NOT NULL,
      provider_id ${text},
      external_id ${text},
      alert_settings ${text},
      feature_ids ${text} NOT NULL,
      metadata ${text} NOT NULL,
      synced_at ${int},
      stale ${int} NOT NULL,
      created_at ${int} NOT NULL,
      updated_at ${int} NOT NULL,
      PRIMARY KEY (account_id, id)
    ) ${keyedHot}`,
    `CREATE UNIQUE INDEX wallets_external ON wallets (account_id, provider_id, external_id)
      WHERE provider_id IS NOT NULL`,

    `CREATE TABLE transactions (
      account_id ${int} NOT NULL,
      id ${int} NOT NULL,
      wallet_id ${int} NOT NULL,
      sequence ${int} NOT NULL,
      amount ${int} NOT NULL,
      balance_after ${int} NOT NULL,
      kind ${text} NOT NULL,
      order_id ${int},
      source ${text},
      reference_number ${text},
      remarks ${text},
      occurred_at ${int},
      external_id ${text},
      created_at ${int} NOT NULL,
      PRIMARY KEY (account_id, id)
    ) ${plain}`,
    `CREATE UNIQUE INDEX transactions_of_wallet ON transactions (account_id, wallet_id, sequence)`,
    `CREATE INDEX transactions_by_reference ON transactions (account_id, reference_number)
      WHERE reference_number IS NOT NULL`,

    `CREATE TABLE idempotency_keys (
      account_id ${int} NOT NULL,
      scope ${text} NOT NULL,
      key ${text} NOT NULL,
      fingerprint ${text} NOT NULL,
      transaction_id ${int},
      created_at ${int} NOT NULL,
      PRIMARY KEY (account_id, key, scope)
    ) ${keyed}`,

    `CREATE TABLE events (
      account_id ${int} NOT NULL,
      position ${int} NOT NULL,
      id ${text} NOT NULL,
      type ${text} NOT NULL,
      payload ${text} NOT NULL,
      created_at ${int} NOT NULL,
      PRIMARY KEY (account_id, position)
    ) ${plain}`,

    `CREATE TABLE features (
      account_id ${int} NOT NULL,
      id ${text} NOT NULL,
      name ${text} NOT NULL,
      type ${text} NOT NULL,
      status ${text} NOT NULL,
      alert_settings ${text},
      alert_count ${int} NOT NULL,
      deleted_at ${int},
      created_at ${int} NOT NULL,
      updated_at ${int} NOT NULL,
      PRIMARY KEY (account_id, id)
    ) ${plain}`,

    `CREATE TABLE wallet_features (
      account_id ${int} NOT NULL,
      feature_id ${text} NOT NULL,
      wallet_id ${int} NOT NULL,
      PRIMARY KEY (account_id, feature_id, wallet_id)
    ) ${keyed}`,

    `CREATE TABLE alert_defaults (
      account_id ${int} NOT NULL,
      currency ${text} NOT NULL,
      alert_settings ${text} NOT NULL,
      created_at ${int} NOT NULL,
      updated_at ${int} NOT NULL,
      PRIMARY KEY (account_id, currency)
    ) ${plain}`,

    `CREATE TABLE alert_streams (
      account_id ${int} NOT NULL,
      wallet_id ${int} NOT NULL,
      owner_kind ${text} NOT NULL,
      owner_id ${text} NOT NULL,
      state ${text} NOT NULL,
      threshold ${text},
      episode_id ${text},
      since ${int} NOT NULL,
      position ${int} NOT NULL,
      count ${int} NOT NULL,
      repeat_at ${int},
      PRIMARY KEY (account_id, wallet_id, owner_kind, owner_id)
    ) ${hot}`,
    `CREATE INDEX alert_streams_open ON alert_streams (account_id, position) WHERE state <> 'ok'`,
    `CREATE INDEX alert_streams_reminder ON alert_streams (repeat_at) WHERE repeat_at IS NOT NULL`,

    `CREATE TABLE alert_log (
      account_id ${int} NOT NULL,
      position ${int} NOT NULL,
      id ${text} NOT NULL,
      wallet_id ${int} NOT NULL,
      wallet_position ${int} NOT NULL,
      owner_kind ${text} NOT NULL,
      owner_id ${text} NOT NULL,
      owner_position ${int} NOT NULL,
      stream_position ${int} NOT NULL,
      previous_state ${text} NOT NULL,
      state ${text} NOT NULL,
      balance ${int} NOT NULL,
      threshold ${text},
      cause ${text} NOT NULL,
      wallet_sequence ${int} NOT NULL,
      episode_id ${text} NOT NULL,
      event_id ${text} NOT NULL,
      created_at ${int} NOT NULL,
      PRIMARY KEY (account_id, position)
    ) ${plain}`,
    `CREATE UNIQUE INDEX alert_log_of_wallet ON alert_log (account_id, wallet_id, wallet_position)`,
    `CREATE INDEX alert_log_of_owner ON alert_log (account_id, owner_kind, owner_id, owner_position)`,
    `CREATE UNIQUE INDEX alert_log_of_stream
      ON alert_log (account_id, wallet_id, owner_kind, owner_id, stream_position)`,

    `CREATE TABLE reevaluations (
      account_id ${int} NOT NULL,
      owner_kind ${text} NOT NULL,
      owner_id ${text} NOT NULL,
      cursor ${int} NOT NULL,
      created_at ${int} NOT NULL,
      PRIMARY KEY (account_id, owner_kind, owner_id)
    ) ${plain}`,

    `CREATE TABLE providers (
      account_id ${int} NOT NULL,
      id ${text} NOT NULL UNIQUE,
      kind ${text} NOT NULL,
      name ${text} NOT NULL,
      base_url ${text},
      credentials ${text},
      webhook_secret ${text},
      previous_webhook_secret ${text},
      previous_webhook_secret_until ${int},
      cadence ${text},
      mode ${text} NOT NULL,
      status ${text} NOT NULL,
      hooks_received_at ${int},
      hooks_refused ${int} NOT NULL,
      hooks_refused_at ${int},
      hooks_refused_reason ${text},
      hooks_failing_since ${int},
      hooks_failed_at ${int},
      created_at ${int} NOT NULL,
      updated_at ${int} NOT NULL,
      PRIMARY KEY (account_id, id)
    ) ${plain}`,

    `CREATE TABLE waiting_events (
      account_id ${int} NOT NULL,
      provider_id ${text} NOT NULL,
      external_wallet_id ${text} NOT NULL,
      arrival ${int} NOT NULL,
      reading ${int} NOT NULL,
      occurred_at ${int} NOT NULL,
      event_id ${text} NOT NULL,
      direction ${text} NOT NULL,
      amount ${text} NOT NULL,
      currency ${text} NOT NULL,
      ledger_id ${text},
      reference_number ${text},
      remarks ${text},
      received_at ${int} NOT NULL,
      PRIMARY KEY (account_id, provider_id, external_wallet_id, arrival)
    ) ${keyed}`,

    `CREATE TABLE kept_hooks (
      account_id ${int} NOT NULL,
      id ${text} NOT NULL,
      provider_id ${text} NOT NULL,
      event_id ${text},
      event_type ${text},
      reason ${text} NOT NULL,
      detail ${text},
      body ${text} NOT NULL,
      received_at ${int} NOT NULL,
      PRIMARY KEY (account_id, id)
    ) ${plain}`,
    `CREATE INDEX kept_hooks_of_provider ON kept_hooks (account_id, provider_id, reason, id)`,

    `CREATE TABLE endpoints (
      account_id ${int} NOT NULL,
      id ${text} NOT NULL,
      url ${text} NOT NULL,
      event_types ${text} NOT NULL,
      description ${text},
      rate_limit_per_second ${int} NOT NULL,
      max_attempts ${int} NOT NULL,
      timeout_ms ${int} NOT NULL,
      status ${text} NOT NULL,
      disabled_reason ${text},
      secret ${text} NOT NULL,
      previous_secret ${text},
      previous_secret_expires_at ${int},
      failing_since ${int},
      warned ${int} NOT NULL,
      delivery_count ${int} NOT NULL,
      version ${int} NOT NULL,
      created_at ${int} NOT NULL,
      updated_at ${int} NOT NULL,
      PRIMARY KEY (account_id, id)
    ) ${hot}`,

    `CREATE TABLE deliveries (
      account_id ${int} NOT NULL,
      endpoint_id ${text} NOT NULL,
      sequence ${int} NOT NULL,
      event_position ${int} NOT NULL,
      status ${text} NOT NULL,
      attempt_count ${int} NOT NULL,
      attempt_base ${int} NOT NULL,
      next_attempt_at ${int},
      last_attempt_at ${int},
      created_at ${int} NOT NULL,
      completed_at ${int},
      PRIMARY KEY (account_id, endpoint_id, sequence)
    ) ${hot}`,
    `CREATE INDEX deliveries_due ON deliveries (account_id, endpoint_id, next_attempt_at, sequence)
      WHERE status = 'pending'`,
    `CREATE INDEX deliveries_undelivered ON deliveries (account_id, endpoint_id, status, sequence)
      WHERE status <> 'delivered'`,

    `CREATE TABLE attempts (
      account_id ${int} NOT NULL,
      endpoint_id ${text} NOT NULL,
      delivery_sequence ${int} NOT NULL,
      number ${int} NOT NULL,
      at ${int} NOT NULL,
      status ${int},
      latency_ms ${int} NOT NULL,
      error ${text},
      response ${text} NOT NULL,
      PRIMARY KEY (account_id, endpoint_id, delivery_sequence, number)
    ) ${keyed}`,
  ],
};
