import type { Migration } from "./migration.ts";

export const spendAndTopups: Migration = {
  version: 3,
  name: "spend-and-topups",
  statements: ({ int, text, keyed, plain }) => [
    `ALTER TABLE wallets ADD COLUMN spend_day ${int} NOT NULL DEFAULT 0`,
    `ALTER TABLE wallets ADD COLUMN spend_today ${int} NOT NULL DEFAULT 0`,
    `ALTER TABLE wallets ADD COLUMN spend_since ${int}`,
    `ALTER TABLE wallets ADD COLUMN typical_spend ${int}`,
    `ALTER TABLE wallets ADD COLUMN typical_due ${int}`,
    // Of no concern to a movement: the column changes once a day.
    `CREATE INDEX wallets_typical_due ON wallets (typical_due) WHERE typical_due IS NOT NULL`,

    `CREATE TABLE wallet_spend (
      account_id ${int} NOT NULL,
      wallet_id ${int} NOT NULL,
      day ${int} NOT NULL,
      spend ${int} NOT NULL,
      PRIMARY KEY (account_id, wallet_id, day)
    ) ${keyed}`,

    `ALTER TABLE accounts ADD COLUMN topup_count ${int} NOT NULL DEFAULT 0`,
    `ALTER TABLE wallets ADD COLUMN open_topups ${int} NOT NULL DEFAULT 0`,
    `ALTER TABLE wallets ADD COLUMN topup_proposed ${int} NOT NULL DEFAULT 0`,
    `CREATE TABLE topups (
      account_id ${int} NOT NULL,
      id ${text} NOT NULL,
      position ${int} NOT NULL,
      wallet_id ${int} NOT NULL,
      open_wallet_id ${int},
      amount ${int} NOT NULL,
      method ${text} NOT NULL,
      status ${text} NOT NULL,
      source ${text} NOT NULL,
      reference ${text},
      expected_at ${int},
      expectation_given ${int} NOT NULL,
      due_at ${int},
      sent_at ${int},
      transaction_id ${int},
      settled_amount ${int},
      created_at ${int} NOT NULL,
      updated_at ${int} NOT NULL,
      PRIMARY KEY (account_id, id)
    ) ${plain}`,
    `CREATE UNIQUE INDEX topups_in_order ON topups (account_id, position)`,
    `CREATE INDEX topups_of_wallet ON topups (account_id, wallet_id, position)`,
    `CREATE INDEX topups_of_status ON topups (account_id, status, position)`,
    `CREATE INDEX topups_open ON topups (account_id, open_wallet_id) WHERE open_wallet_id IS NOT NULL`,
    `CREATE INDEX topups_due ON topups (due_at) WHERE due_at IS NOT NULL`,
  ],
};
