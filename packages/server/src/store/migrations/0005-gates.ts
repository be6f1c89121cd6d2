import type { Migration } from "./migration.ts";

export const gates: Migration = {
  version: 5,
  name: "gates",
  statements: ({ int, text, keyed, plain }) => [
    `ALTER TABLE accounts ADD COLUMN hold_count ${int} NOT NULL DEFAULT 0`,

    `CREATE TABLE kept_answers (
      account_id ${int} NOT NULL,
      key ${text} NOT NULL,
      body ${text} NOT NULL,
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
    `CREATE INDEX holds_open ON holds (account_id, wallet_id, position) WHERE status = 'open'`,
    `CREATE INDEX holds_due ON holds (expires_at) WHERE status = 'open'`,
  ],
};
