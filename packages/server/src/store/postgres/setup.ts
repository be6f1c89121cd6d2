import type { StoreSetup } from "../port/setup.ts";
import { isDuplicate, translated } from "./errors.ts";
import { clusterOf, distribute, isDistributed, requireCitus } from "./citus.ts";
import { connectForSetup } from "./connection.ts";
import { migratePostgres } from "./migrate.ts";
import { requireOwnSession } from "./pooler.ts";
import { accountKey, firstRows } from "../first-rows.ts";
import { postgresTarget } from "../postgres-target.ts";

/** @limit PostgreSQL: attempts to create an account while other processes take the same number. */
const ACCOUNT_ATTEMPTS = 20;

/** Rejects with `StoreUnavailable` when the server cannot be reached, or a pooler in front of it splits sessions. */
export async function setUpPostgres(url: string): Promise<StoreSetup> {
  const target = postgresTarget(url);
  const client = await connectForSetup(target);
  try {
    await requireOwnSession(client, () => connectForSetup(target));
    await clusterOf(client, target);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw translated(error);
  }
  const migrate: StoreSetup["migrate"] = async (now, migrations) => {
    const applied = await migratePostgres(client, now, migrations);
    if (isDistributed(await clusterOf(client, target))) await distribute(client, target);
    return applied;
  };
  const findAccount = async (name: string): Promise<number | null> => {
    const { rows } = await client.query<{ account_id: string }>(
      "SELECT account_id FROM directory_entries WHERE key = $1",
      [accountKey(name)],
    );
    return rows[0] ? Number(rows[0].account_id) : null;
  };
  /** Does nothing when another process has taken the number or the name. */
  const makeAccount = async (account: { readonly id: number; readonly name: string }, now: number): Promise<void> => {
    await client.query("BEGIN");
    try {
      await client.query("INSERT INTO accounts (id, name, created_at) VALUES ($1, $2, $3)", [
        account.id,
        account.name,
        now,
      ]);
      for (const { statement, values } of firstRows(account, now, (index) => `$${index}`)) {
        await client.query(statement, [...values]);
      }
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK");
      if (!isDuplicate(error)) throw error;
    }
  };
  return {
    migrate,

    distribute: async (now) => {
      await requireCitus(client, target);
      return { applied: await migratePostgres(client, now), tables: await distribute(client, target) };
    },

    findAccount,

    ensureAccount: async (name, now) => {
      // Other processes may take the same number at the same time: the one that loses tries the next.
      for (let attempt = 0; attempt < ACCOUNT_ATTEMPTS; attempt += 1) {
        const id = await findAccount(name);
        if (id !== null) return id;
        const { rows } = await client.query<{ id: string }>("SELECT coalesce(max(id), 0) + 1 AS id FROM accounts");
        await makeAccount({ id: Number(rows[0]?.id), name }, now);
      }
      throw new Error(`account ${name} could not be made; try again`);
    },

    secretKeyCheck: async () => {
      const { rows } = await client.query<{ secret_key_check: string }>("SELECT secret_key_check FROM installation");
      return rows[0]?.secret_key_check ?? null;
    },

    checkSecretKey: async (check) => {
      await client.query("INSERT INTO installation (id, secret_key_check) VALUES (1, $1) ON CONFLICT DO NOTHING", [
        check,
      ]);
      // Waits for a rotation under way, and sees what it has stored.
      const { rows } = await client.query<{ secret_key_check: string }>(
        "SELECT secret_key_check FROM installation FOR SHARE",
      );
      return rows[0]?.secret_key_check === check;
    },

    isHeld: async () => {
      const { rows } = await client.query<{ held: string }>("SELECT held FROM installation");
      return rows[0]?.held === "1";
    },

    hold: async (held) => {
      await client.query("UPDATE installation SET held = $1", [held ? 1 : 0]);
    },

    close: () => client.end(),
  };
}
