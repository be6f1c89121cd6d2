import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import type { Presence } from "../port/store.ts";
import type { PostgresTarget } from "../postgres-target.ts";
import { connect, destroy } from "./connection.ts";

/** The channel on which server processes tell each other that they are there. */
const PRESENCE_CHANNEL = "plimsoll_presence";
/** @limit PostgreSQL: wait before a process that announces itself connects again. */
const RECONNECT_MS = 1_000;

/** Says and hears on a connection of its own. Nothing is stored: who is not there misses it. */
export function openPresence(target: PostgresTarget, hear: (text: string) => void): Presence {
  const stop = new AbortController();
  const { signal } = stop;
  let present: pg.Client | null = null;

  const attend = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const client = await connect(target, "presence");
        const over = new Promise<void>((resolve) => {
          client.once("end", () => resolve());
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
        client.on("notification", ({ payload }) => hear(payload ?? ""));
        await client.query(`LISTEN ${PRESENCE_CHANNEL}`);
        present = client;
        await over;
        present = null;
        await client.end();
      } catch {
        // The database is unavailable; after the pause below the loop tries again.
      }
      await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    }
  };

  const ended = attend();
  return {
    say: async (text) => {
      const client = present;
      try {
        await client?.query("SELECT pg_notify($1, $2)", [PRESENCE_CHANNEL, text]);
      } catch {
        // It has ended, or no longer answers.
        if (client !== null) destroy(client);
      }
    },
    close: async () => {
      stop.abort();
      await ended;
    },
  };
}
