import type pg from "pg";
import { StoreUnavailable } from "../port/unavailable.ts";
import { POOLED_BY_TRANSACTION } from "./errors.ts";

/**
 * A busy pooler may assign a session that proves nothing.
 * @limit PostgreSQL: rounds in which the start checks whether a pooler separates sessions.
 */
const ROUNDS = 5;

/**
 * Rejects when a pooler gives each transaction another session. `client` is idle and `connect` makes further
 * connections: one of them that has its transaction in the session of `client`, or moves it to another, shows that
 * connections share sessions.
 */
export async function requireOwnSession(client: pg.Client, connect: () => Promise<pg.Client>): Promise<void> {
  const guests: pg.Client[] = [];
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await sessionOf(client);
      // PostgreSQL itself sends the session's process id when a connection is made; a pooler makes up a number.
      if ((client as unknown as { readonly processID?: number }).processID === before) return;
      const guest = await connect();
      guests.push(guest);
      await guest.query("BEGIN");
      if ((await sessionOf(guest)) === before || (await sessionOf(client)) !== before) {
        throw new StoreUnavailable(`PostgreSQL: ${POOLED_BY_TRANSACTION}`);
      }
    }
  } finally {
    // Their transactions end with them.
    await Promise.all(guests.map((guest) => guest.end().catch(() => undefined)));
  }
}

/** The server process that carries out this connection's statements. */
export async function sessionOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  return rows[0]?.pid ?? 0;
}
