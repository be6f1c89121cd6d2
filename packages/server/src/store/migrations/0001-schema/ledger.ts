import type { Dialect } from "../migration.ts";

export const ledger = ({ int, text, keyed, plain }: Dialect): readonly string[] => [
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
    event_id ${text},
    created_at ${int} NOT NULL,
    PRIMARY KEY (account_id, id)
  ) ${plain}`,
  `CREATE UNIQUE INDEX transactions_of_wallet ON transactions (account_id, wallet_id, sequence)`,
  `CREATE INDEX transactions_by_reference ON transactions (account_id, reference_number, id) WHERE reference_number IS NOT NULL`,
  `CREATE INDEX transactions_by_order ON transactions (account_id, order_id, id) WHERE order_id IS NOT NULL`,
  // Everything but spend: the debits that come all the time are not in it. For a list of more than two, SQLite would
  // build a table with every row that is written.
  `CREATE INDEX transactions_unusual ON transactions (account_id, kind, id, amount) WHERE (amount > 0 OR (kind <> 'order' AND kind <> 'usage' AND kind <> 'payout' AND kind <> 'card'))`,
  `CREATE TABLE idempotency_keys (
    account_id ${int} NOT NULL,
    key ${text} NOT NULL,
    fingerprint ${text} NOT NULL,
    transaction_id ${int},
    created_at ${int} NOT NULL,
    PRIMARY KEY (account_id, key)
  ) ${keyed}`,
  `CREATE TABLE holds (
    account_id ${int} NOT NULL,
    id ${text} NOT NULL,
    position ${int} NOT NULL,
    wallet_id ${int} NOT NULL,
    amount ${int} NOT NULL,
    captured ${int} NOT NULL,
    status ${text} NOT NULL,
    expires_at ${int} NOT NULL,
    source ${text} NOT NULL,
    reference ${text},
    external_id ${text},
    transaction_id ${int},
    created_at ${int} NOT NULL,
    updated_at ${int} NOT NULL,
    PRIMARY KEY (account_id, id)
  ) ${plain}`,
  `CREATE UNIQUE INDEX holds_in_order ON holds (account_id, position)`,
  `CREATE UNIQUE INDEX holds_external ON holds (account_id, source, external_id) WHERE external_id IS NOT NULL`,
  `CREATE INDEX holds_of_wallet ON holds (account_id, wallet_id, position)`,
  `CREATE INDEX holds_open_in_order ON holds (account_id, position) WHERE status = 'open'`,
  `CREATE INDEX holds_open ON holds (account_id, wallet_id, position) WHERE status = 'open'`,
  `CREATE INDEX holds_due ON holds (expires_at) WHERE status = 'open'`,
  `CREATE TABLE transfers (
    account_id ${int} NOT NULL,
    id ${text} NOT NULL,
    position ${int} NOT NULL,
    from_wallet_id ${int} NOT NULL,
    to_wallet_id ${int} NOT NULL,
    amount ${int} NOT NULL,
    fee ${int} NOT NULL,
    received ${int} NOT NULL,
    rate ${text},
    reference ${text},
    debit_id ${int} NOT NULL,
    credit_id ${int} NOT NULL,
    created_at ${int} NOT NULL,
    PRIMARY KEY (account_id, id)
  ) ${plain}`,
  `CREATE UNIQUE INDEX transfers_in_order ON transfers (account_id, position)`,
  `CREATE TABLE own_currencies (
    account_id ${int} NOT NULL,
    currency ${text} NOT NULL,
    name ${text} NOT NULL,
    precision ${int} NOT NULL,
    created_at ${int} NOT NULL,
    PRIMARY KEY (account_id, currency)
  ) ${plain}`,
  `CREATE TABLE fx_rates (
    account_id ${int} NOT NULL,
    from_currency ${text} NOT NULL,
    to_currency ${text} NOT NULL,
    rate ${text} NOT NULL,
    updated_at ${int} NOT NULL,
    PRIMARY KEY (account_id, from_currency, to_currency)
  ) ${plain}`,
];
