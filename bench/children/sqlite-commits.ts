import { openWriter } from "@plimsoll/server/store/sqlite/connection";
import { databaseFile } from "../support/database.ts";
import { random } from "../support/random.ts";
import { serve } from "../support/rpc.ts";

type Writer = ReturnType<typeof openWriter>;

/** The clock is read once for this number of commits. */
const COMMITS_PER_LOOK = 16;

let database: Writer | null = null;
let id = 0;
const next = random(1);

const api = {
  open: ({ dataDir }: { dataDir: string }) => {
    // The product's own connection: WAL, synchronous=FULL, its cache and its checkpoints.
    database = openWriter(databaseFile(dataDir));
  },
  /** Commits a second: wallet and transaction, one commit for each pair. */
  run: ({ seconds, wallets }: { seconds: number; wallets: number }): number => {
    if (!database) throw new Error("not open");
    const begin = database.prepare("BEGIN IMMEDIATE");
    const commit = database.prepare("COMMIT");
    const update = database.prepare(
      `UPDATE wallets SET balance = balance - ?, sequence = sequence + 1, updated_at = ?
       WHERE account_id = 1 AND id = ? RETURNING balance, sequence`,
    );
    const insert = database.prepare(
      `INSERT INTO transactions (account_id, id, wallet_id, sequence, amount, balance_after, kind, source, reference_number, created_at)
       VALUES (1, ?, ?, ?, ?, ?, 'order', 'api', ?, ?)`,
    );
    const startedAt = performance.now();
    let commits = 0;
    while (commits % COMMITS_PER_LOOK !== 0 || performance.now() - startedAt < seconds * 1_000) {
      const wallet = 1 + Math.floor(next() * wallets);
      const cents = 1 + Math.floor(next() * 500);
      const now = Date.now();
      id += 1;
      begin.run();
      const [balance, sequence] = update.get(cents, now, wallet) as readonly [bigint, bigint];
      insert.run(id, wallet, sequence, -cents, balance, `ORDER_${id}`, now);
      commit.run();
      commits += 1;
    }
    return (commits * 1_000) / (performance.now() - startedAt);
  },
};

export type SqliteCommitsApi = typeof api;

serve(api);
