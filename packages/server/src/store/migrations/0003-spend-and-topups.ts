import type { Migration } from "./migration.ts";

export const spendAndTopups: Migration = {
  version: 3,
  name: "spend-and-topups",
  statements: ({ int, keyed }) => [
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
  ],
};
