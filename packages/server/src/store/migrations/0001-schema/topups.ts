import type { Dialect } from "../migration.ts";

export const topups = ({ int, text, plain }: Dialect): readonly string[] => [
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
];
