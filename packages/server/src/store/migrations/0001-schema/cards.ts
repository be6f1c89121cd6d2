import type { Dialect } from "../migration.ts";

export const cards = ({ int, text, keyed, plain }: Dialect): readonly string[] => [
  `CREATE TABLE cards (
    account_id ${int} NOT NULL,
    card_id ${text} NOT NULL,
    position ${int} NOT NULL,
    wallet_id ${int} NOT NULL,
    status ${text} NOT NULL,
    expires ${text},
    created_at ${int} NOT NULL,
    updated_at ${int} NOT NULL,
    PRIMARY KEY (account_id, card_id)
  ) ${keyed}`,
  `CREATE UNIQUE INDEX cards_in_order ON cards (account_id, position)`,
  `CREATE TABLE gateway_connections (
    account_id ${int} NOT NULL,
    id ${text} NOT NULL,
    kind ${text} NOT NULL,
    name ${text} NOT NULL,
    secret ${text} NOT NULL,
    status ${text} NOT NULL,
    created_at ${int} NOT NULL,
    updated_at ${int} NOT NULL,
    PRIMARY KEY (account_id, id)
  ) ${plain}`,
  `CREATE TABLE card_authorizations (
    account_id ${int} NOT NULL,
    connection_id ${text} NOT NULL,
    authorization_id ${text} NOT NULL,
    card_id ${text},
    hold_id ${text},
    status ${text} NOT NULL,
    created_at ${int} NOT NULL,
    updated_at ${int} NOT NULL,
    PRIMARY KEY (account_id, connection_id, authorization_id)
  ) ${keyed}`,
  `CREATE TABLE gateway_events (
    account_id ${int} NOT NULL,
    connection_id ${text} NOT NULL,
    event_id ${text} NOT NULL,
    type ${text} NOT NULL,
    response_code ${text} NOT NULL,
    transaction_id ${int},
    created_at ${int} NOT NULL,
    PRIMARY KEY (account_id, connection_id, event_id)
  ) ${keyed}`,
];
