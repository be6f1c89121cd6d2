import type { Dialect } from "../migration.ts";

export const alerts = ({ int, text, plain, hot }: Dialect): readonly string[] => [
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
    newest_episode_id ${text},
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
    reason ${text} NOT NULL,
    balance ${int} NOT NULL,
    threshold ${text},
    cause ${text} NOT NULL,
    wallet_sequence ${int} NOT NULL,
    episode_id ${text} NOT NULL,
    event_id ${text} NOT NULL,
    created_at ${int} NOT NULL,
    PRIMARY KEY (account_id, position)
  ) ${plain}`,
  `CREATE INDEX alert_log_of_state ON alert_log (account_id, state, position)`,
  `CREATE UNIQUE INDEX alert_log_of_wallet ON alert_log (account_id, wallet_id, wallet_position)`,
  `CREATE INDEX alert_log_of_owner ON alert_log (account_id, owner_kind, owner_id, owner_position)`,
  `CREATE UNIQUE INDEX alert_log_of_stream ON alert_log (account_id, wallet_id, owner_kind, owner_id, stream_position)`,
  `CREATE TABLE reevaluations (
    account_id ${int} NOT NULL,
    owner_kind ${text} NOT NULL,
    owner_id ${text} NOT NULL,
    cursor ${int} NOT NULL,
    created_at ${int} NOT NULL,
    PRIMARY KEY (account_id, owner_kind, owner_id)
  ) ${plain}`,
];
