import { setTimeout as delay } from "node:timers/promises";
import { connect } from "./connection.ts";
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

/** Listens for other processes' commits: deliveries, events that wait for a poll, and rows that are cached. */
export function listenForNotices(target: PostgresTarget, listener: NoticeListener): { close(): Promise<void> } {
  const stop = new AbortController();
  const ended = listen(target, listener, stop.signal);
  return {
    close: async () => {
      stop.abort();
      await ended;
    },
  };
}

async function listen(target: PostgresTarget, { notice, missed }: NoticeListener, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const client = await connect(target, "listen");
      const over = new Promise<void>((resolve) => {
        client.once("end", () => resolve());
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      client.on("notification", notice);
      await client.query(`LISTEN ${DELIVERIES_CHANNEL}; LISTEN ${WAITING_CHANNEL}; LISTEN ${ROWS_CHANNEL}`);
      missed();
      await over;
      await client.end();
    } catch {
      // The database is unavailable; after the pause below the loop tries again.
    }
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}
