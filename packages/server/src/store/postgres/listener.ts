import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { connect, destroy } from "./connection.ts";
import type { PostgresTarget } from "../postgres-target.ts";
import { DELIVERIES_CHANNEL, ROWS_CHANNEL, WAITING_CHANNEL } from "./transaction.ts";

/** @limit PostgreSQL: wait before the listener connects again. */
const RECONNECT_MS = 1_000;

/** A notice that another process sends with its commit. */
interface Notice {
  readonly channel: string;
  readonly payload?: string | undefined;
  /** The server process that sends it. */
  readonly processId: number;
}

export interface NoticeListener {
  readonly notice: (notice: Notice) => void;
  /** Called when the listening begins, because earlier notices may have been missed. */
  readonly missed: () => void;
}

/** The channel on which processes say that they are there. Nothing is stored: who does not listen misses it. */
export const PRESENCE_CHANNEL = "plimsoll_presence";

const CHANNELS = [DELIVERIES_CHANNEL, WAITING_CHANNEL, ROWS_CHANNEL, PRESENCE_CHANNEL];

export interface Notices {
  /** Sends a notice of this process's presence. Resolves when it is sent or cannot be. */
  say(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Listens for other processes' commits: deliveries, events that wait for a poll, and rows that are cached; and for their presence. */
export function listenForNotices(target: PostgresTarget, listener: NoticeListener): Notices {
  const stop = new AbortController();
  let listening: pg.Client | null = null;
  const ended = listen(target, listener, stop.signal, (client) => {
    listening = client;
  });
  return {
    say: async (text) => {
      const client = listening;
      try {
        await client?.query("SELECT pg_notify($1, $2)", [PRESENCE_CHANNEL, text]);
      } catch {
        // It has ended, or no longer answers; the loop connects again.
        if (client !== null) destroy(client);
      }
    },
    close: async () => {
      stop.abort();
      await ended;
    },
  };
}

async function listen(
  target: PostgresTarget,
  { notice, missed }: NoticeListener,
  signal: AbortSignal,
  onClient: (client: pg.Client | null) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const client = await connect(target, "listen");
      const over = new Promise<void>((resolve) => {
        client.once("end", () => resolve());
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      client.on("notification", notice);
      // A notice is a transaction, and nothing of it needs the disk.
      await client.query(`SET synchronous_commit = off; ${CHANNELS.map((channel) => `LISTEN ${channel}`).join("; ")}`);
      onClient(client);
      missed();
      await over;
      onClient(null);
      await client.end();
    } catch {
      // The database is unavailable; after the pause below the loop tries again.
    }
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}
