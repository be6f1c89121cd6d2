import type { StoreSetup } from "../store.ts";
import { connect } from "./connection.ts";
import { migratePostgres } from "./migrate.ts";

export async function setUpPostgres(url: string): Promise<StoreSetup> {
  const client = await connect(url, "setup");
  return {
    migrate: (now) => migratePostgres(client, now),

    findAccount: async (name) => {
      const { rows } = await client.query<{ id: string }>("SELECT id FROM accounts WHERE name = $1", [name]);
      return rows[0] ? Number(rows[0].id) : null;
    },

    ensureAccount: async (name, now) => {
      // Two processes may start at once: the unique name decides, and the loser finds the winner's row.
      await client.query(
        `INSERT INTO accounts (id, name, wallet_count, transaction_count, event_count, alert_count, created_at)
         SELECT coalesce(max(id), 0) + 1, $1::text, 0, 0, 0, 0, $2::bigint FROM accounts
         WHERE NOT EXISTS (SELECT 1 FROM accounts WHERE name = $1)
         ON CONFLICT DO NOTHING`,
        [name, now],
      );
      const { rows } = await client.query<{ id: string }>("SELECT id FROM accounts WHERE name = $1", [name]);
      const [account] = rows;
      if (!account) throw new Error(`account ${name} could not be made; try again`);
      return Number(account.id);
    },

    checkSecretKey: async (check) => {
      await client.query("INSERT INTO installation (id, secret_key_check) VALUES (1, $1) ON CONFLICT DO NOTHING", [
        check,
      ]);
      const { rows } = await client.query<{ secret_key_check: string }>("SELECT secret_key_check FROM installation");
      return rows[0]?.secret_key_check === check;
    },

    close: () => client.end(),
  };
}
