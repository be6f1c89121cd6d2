import { connect } from "./connection.ts";
import type { PostgresTarget } from "../postgres-target.ts";
import type { Role } from "../port/store.ts";

/** First key of the two-part advisory locks for roles. */
const NAMESPACE = 745_091;

/**
 * A role is a session lock on a connection of its own: when the process dies, so does the connection, and PostgreSQL
 * frees the role at once. Keep-alive probes free it within seconds when the process's machine vanishes.
 */
export async function takePostgresRole(target: PostgresTarget, name: string): Promise<Role | null> {
  const client = await connect(target, `role ${name}`);
  try {
    await client.query(
      "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SET idle_in_transaction_session_timeout = 0",
    );
    const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken", [
      NAMESPACE,
      name,
    ]);
    if (rows[0]?.taken !== true) {
      await client.end();
      return null;
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  const lost = new Promise<void>((resolve) => client.once("end", () => resolve()));
  return { lost, release: () => client.end() };
}
