import { setTimeout as delay } from "node:timers/promises";
import { connect } from "./connection.ts";
import { DELIVERIES_CHANNEL } from "./transaction.ts";

const RECONNECT_MS = 1_000;

/** Hears of deliveries that other processes commit. What it misses while reconnecting, the dispatcher's own look at the table finds. */
export function listenForDeliveries(
  url: string,
  listener: (processId: number | null) => void,
): { close(): Promise<void> } {
  const stop = new AbortController();
  const ended = listen(url, listener, stop.signal);
  return {
    close: async () => {
      stop.abort();
      await ended;
    },
  };
}

async function listen(url: string, listener: (processId: number | null) => void, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const client = await connect(url, "listen");
      const over = new Promise<void>((resolve) => {
        client.once("end", () => resolve());
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      client.on("notification", ({ processId }) => listener(processId));
      await client.query(`LISTEN ${DELIVERIES_CHANNEL}`);
      listener(null);
      await over;
      await client.end();
    } catch {
      // The database is away; the pause below is all there is to do.
    }
    await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
  }
}
