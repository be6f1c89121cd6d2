import type { Dialect } from "../migration.ts";

export const webhooks = ({ int, text, keyed, plain, hot }: Dialect): readonly string[] => [
  `CREATE TABLE events (
    account_id ${int} NOT NULL,
    position ${int} NOT NULL,
    id ${text} NOT NULL,
    type ${text} NOT NULL,
    payload ${text} NOT NULL,
    endpoint_id ${text},
    created_at ${int} NOT NULL,
    PRIMARY KEY (account_id, position)
  ) ${plain}`,
  // Every movement writes an event of the two types that are not in it.
  `CREATE INDEX events_unusual ON events (account_id, type, position) WHERE type NOT IN ('wallet.credited', 'wallet.debited')`,
  `CREATE TABLE endpoints (
    account_id ${int} NOT NULL,
    id ${text} NOT NULL,
    url ${text} NOT NULL,
    event_types ${text} NOT NULL,
    earlier_event_types ${text},
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
    fanned_out ${int} NOT NULL,
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
  `CREATE INDEX deliveries_due ON deliveries (account_id, endpoint_id, next_attempt_at, sequence) WHERE status = 'pending'`,
  `CREATE INDEX deliveries_undelivered ON deliveries (account_id, endpoint_id, status, sequence) WHERE status <> 'delivered'`,
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
];
