import type { Dialect } from "../migration.ts";

export const accounts = ({ int, text, plain, hot }: Dialect): readonly string[] => [
  `CREATE TABLE installation (
    id ${int} NOT NULL PRIMARY KEY,
    secret_key_check ${text} NOT NULL,
    touched ${int} NOT NULL DEFAULT 0,
    held ${int} NOT NULL DEFAULT 0
  ) ${plain}`,
  `CREATE TABLE accounts (
    id ${int} NOT NULL PRIMARY KEY,
    name ${text} NOT NULL,
    wallet_count ${int} NOT NULL DEFAULT 0,
    transaction_count ${int} NOT NULL DEFAULT 0,
    event_count ${int} NOT NULL DEFAULT 0,
    events_pruned ${int} NOT NULL DEFAULT 0,
    fanned_out ${int} NOT NULL DEFAULT 0,
    alert_count ${int} NOT NULL DEFAULT 0,
    created_at ${int} NOT NULL,
    settings ${text} NOT NULL DEFAULT '{}',
    topup_count ${int} NOT NULL DEFAULT 0,
    hold_count ${int} NOT NULL DEFAULT 0,
    product_count ${int} NOT NULL DEFAULT 0,
    order_count ${int} NOT NULL DEFAULT 0,
    transfer_count ${int} NOT NULL DEFAULT 0,
    card_count ${int} NOT NULL DEFAULT 0,
    episode_count ${int} NOT NULL DEFAULT 0,
    notification_count ${int} NOT NULL DEFAULT 0,
    audit_count ${int} NOT NULL DEFAULT 0
  ) ${hot}`,
  // The only keys that are unique in all accounts: every other is unique in its own.
  `CREATE TABLE directory_entries (
    account_id ${int} NOT NULL,
    key ${text} NOT NULL UNIQUE,
    PRIMARY KEY (account_id, key)
  ) ${plain}`,
  `CREATE TABLE api_keys (
    account_id ${int} NOT NULL,
    id ${text} NOT NULL,
    name ${text} NOT NULL,
    hash ${text} NOT NULL,
    prefix ${text} NOT NULL,
    scopes ${text} NOT NULL,
    created_at ${int} NOT NULL,
    expires_at ${int},
    last_used_at ${int},
    revoked_at ${int},
    configured ${int} NOT NULL,
    PRIMARY KEY (account_id, id)
  ) ${plain}`,
  `CREATE UNIQUE INDEX api_keys_hash ON api_keys (account_id, hash)`,
  `CREATE TABLE audit_log (
    account_id ${int} NOT NULL,
    position ${int} NOT NULL,
    id ${text} NOT NULL,
    actor_id ${text},
    actor_name ${text} NOT NULL,
    action ${text} NOT NULL,
    resource_type ${text} NOT NULL,
    resource_id ${text} NOT NULL,
    before ${text},
    after ${text},
    request_id ${text},
    address ${text},
    created_at ${int} NOT NULL,
    PRIMARY KEY (account_id, position)
  ) ${plain}`,
  `CREATE INDEX audit_log_actor ON audit_log (account_id, actor_id, position)`,
  `CREATE INDEX audit_log_actor_name ON audit_log (account_id, actor_name, position)`,
  `CREATE INDEX audit_log_type ON audit_log (account_id, resource_type, position)`,
  `CREATE INDEX audit_log_resource ON audit_log (account_id, resource_type, resource_id, position)`,
];
