import type { Dialect } from "../migration.ts";

export const accounts = ({ int, text, plain, hot }: Dialect): readonly string[] => [
  `CREATE TABLE installation (
    id ${int} NOT NULL PRIMARY KEY,
    secret_key_check ${text} NOT NULL,
    touched ${int} NOT NULL DEFAULT 0
  ) ${plain}`,
  `CREATE TABLE accounts (
    id ${int} NOT NULL PRIMARY KEY,
    name ${text} NOT NULL UNIQUE,
    wallet_count ${int} NOT NULL DEFAULT 0,
    transaction_count ${int} NOT NULL DEFAULT 0,
    event_count ${int} NOT NULL DEFAULT 0,
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
    notification_count ${int} NOT NULL DEFAULT 0
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
];
