import { setTimeout as delay } from "node:timers/promises";
import type { WebhookEvent } from "@plimsoll/client";
import { jsonItems } from "../../util/outside-text/json-items.ts";
import { retryDelayMs, type RetryPace } from "../../util/retry-delay.ts";
import { serverSent } from "./server-sent.ts";
import { Refused, type ServerConnection } from "./server-connection.ts";

/** An event of the account, and its place among all of them. */
export interface FedEvent {
  readonly position: number;
  /** As endpoints receive it, byte for byte. */
  readonly payload: string;
  readonly event: WebhookEvent;
}

/** @limit Process: events of a gap that a command reads at once. */
const PER_PAGE = 200;

/** @limit Process: longest wait before a command connects to the stream again. */
const LONGEST_WAIT_MS = 10_000;
const PACE: RetryPace = { firstMs: 250, longestMs: LONGEST_WAIT_MS, jitter: 0.2, longestAskedMs: 0 };

export interface FeedOptions {
  /** The position after which it begins; null for the events from now on. */
  readonly after: number | null;
  /** It is connected, the events from now on will come. */
  readonly onConnected?: () => void;
  /** The connection was lost, and is made again. */
  readonly onLost: (reason: string) => void;
}

/**
 * The account's events in their order, each once: from the stream, and after a lost connection from the list, which has
 * what the stream no longer sends. Ends when the connection's signal aborts; throws `Refused`, and any failure before the
 * first connection.
 */
export async function* eventFeed(
  server: Pick<ServerConnection, "list" | "open" | "signal">,
  { after, onConnected = () => {}, onLost }: FeedOptions,
): AsyncGenerator<FedEvent, void, undefined> {
  const { signal } = server;
  let position = after;
  let failures = 0;
  let connected = false;
  while (!signal.aborted) {
    try {
      if (position !== null) {
        for await (const fed of listed(server, position)) {
          position = fed.position;
          yield fed;
        }
      }
      let behind = false;
      const { body, close } = await server.open("/stream", position === null ? {} : { last_event_id: position });
      try {
        for await (const { event, id, data } of serverSent(body)) {
          const at = Number(id ?? "0");
          if (event === "hello") {
            failures = 0;
            connected = true;
            position ??= at;
            onConnected();
          } else if (event === "message" && (position === null || at > position)) {
            // The stream repeats events when others begin to listen.
            position = at;
            yield { position, payload: data, event: JSON.parse(data) as WebhookEvent };
          } else if (event === "reset") {
            // More was missed than the stream sends again, or the server was restored to an earlier time.
            if (position !== null && at < position) position = at;
            behind = true;
            break;
          }
        }
      } finally {
        close();
      }
      if (behind) continue;
      if (!signal.aborted) onLost("the server ended the stream");
    } catch (error) {
      if (signal.aborted) return;
      // Before there was a connection, the address may be wrong.
      if (error instanceof Refused || !connected) throw error;
      onLost(error instanceof Error ? error.message : String(error));
    }
    failures += 1;
    await delay(retryDelayMs(PACE, failures, null, Math.random()), undefined, { signal }).catch(() => {});
  }
}

/** The events after a position that are stored now. */
async function* listed(
  server: Pick<ServerConnection, "list">,
  after: number,
): AsyncGenerator<FedEvent, void, undefined> {
  for (let position = after; ;) {
    const { text, header } = await server.list("/events", { after: position, limit: PER_PAGE });
    const payloads = jsonItems(text);
    // Positions have no gaps.
    const first = Number(header("x-position")) - payloads.length + 1;
    for (const [index, payload] of payloads.entries()) {
      position = first + index;
      yield { position, payload, event: JSON.parse(payload) as WebhookEvent };
    }
    if (payloads.length < PER_PAGE) return;
  }
}

/** The position after which the events at or after a time begin. */
export async function positionAt(server: Pick<ServerConnection, "list">, since: string): Promise<number> {
  const newest = await server.list("/events", { limit: 1 });
  const last = Number(newest.header("x-position") ?? 0);
  const found = await server.list("/events", { from: since, limit: 1 });
  const position = found.header("x-position");
  return position === null ? last : Number(position) - Number(found.header("x-total-count"));
}
