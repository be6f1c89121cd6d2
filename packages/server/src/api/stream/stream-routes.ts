import { isoTime } from "@plimsoll/core";
import { Type } from "@plimsoll/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import { REQUEST_ID_HEADER } from "../../net/request-id.ts";
import { ApiError } from "../api-error.ts";
import { reading, textAnswer } from "../documented.ts";
import type { App } from "../typed-app.ts";
import type { ChangeHub, StreamClient } from "./change-hub.ts";

/** @limit Stream: time between two heartbeats, by which a page knows that it is still connected. */
const HEARTBEAT_MS = 10_000;
/** @limit Stream: time that the stream names for connecting again. */
const RECONNECT_MS = 2_000;
/** @limit Stream: bytes that wait for one client; a slower one is disconnected and resumes where it was. */
const MAX_WAITING_BYTES = 1_024 * 1_024;
/** @limit Stream: clients of one account on one server; further ones receive 429. */
const MAX_CLIENTS = 100;

const StreamQuery = Type.Object({
  last_event_id: Type.Optional(
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: "As the header Last-Event-ID" }),
  ),
});

export interface StreamRoutes {
  readonly hub: ChangeHub;
  /** Unix milliseconds, by the clock of what the events say. */
  readonly now: () => number;
  /** Throws when the request's key or session is no longer good. */
  readonly authenticate: (request: FastifyRequest) => Promise<void>;
  /** Aborted when the server stops. */
  readonly stopping: AbortSignal;
}

/** The account's events as they happen. */
export function streamRoutes(app: App, { hub, authenticate, stopping, now }: StreamRoutes): void {
  const clients = new Map<number, number>();
  app.get(
    "/stream",
    {
      schema: {
        operationId: "streamEvents",
        tags: ["Events"],
        summary: "Follow events as they happen",
        description:
          "Server-sent events: each message's data is an event as `GET /events/{id}` returns it, its id the event's position. A client that returns with `Last-Event-ID` receives what it missed, or `event: reset` when that is more than a thousand events. `event: hello` begins the stream, `event: heartbeat` follows every ten seconds. `event: changed` says that something without an event has changed, `episode`, `silence`, `channel`, `route` or `spend`; it is sent by the process that changed it and is not repeated.",
        querystring: StreamQuery,
        response: {
          ...reading(Type.String(), "VALIDATION_FAILURE", "TOO_MANY_REQUESTS"),
          ...textAnswer("text/event-stream"),
        },
      },
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const open = clients.get(accountId) ?? 0;
      if (open >= MAX_CLIENTS) throw new ApiError("TOO_MANY_REQUESTS", "too many streams of this account are open");
      clients.set(accountId, open + 1);
      const release = (): void => {
        const left = (clients.get(accountId) ?? 1) - 1;
        if (left === 0) clients.delete(accountId);
        else clients.set(accountId, left);
      };
      try {
        const isAllowed = async () =>
          authenticate(request).then(
            () => true,
            (error: unknown) => !(error instanceof ApiError),
          );
        const about = { accountId, after: seenBy(request), reply, requestId: request.id, isAllowed, stopping, now };
        await follow(hub, about, release);
      } catch (error) {
        release();
        throw error;
      }
      return reply;
    },
  );
}

interface Following {
  readonly accountId: number;
  readonly after: number | null;
  readonly reply: FastifyReply;
  readonly requestId: string;
  readonly isAllowed: () => Promise<boolean>;
  readonly stopping: AbortSignal;
  readonly now: () => number;
}

async function follow(hub: ChangeHub, following: Following, release: () => void): Promise<void> {
  const { accountId, after, reply, requestId, isAllowed, stopping, now } = following;
  const { raw } = reply;
  const early: string[] = [];
  let write = (text: string): void => void early.push(text);
  const client: StreamClient = {
    event: (position, payload) => write(`id: ${position}\ndata: ${payload}\n\n`),
    changed: (what) => write(`event: changed\ndata: ${JSON.stringify({ what })}\n\n`),
    reset: (position) => write(`id: ${position}\nevent: reset\ndata: {}\n\n`),
  };
  const { position, remove } = await hub.add(accountId, after, client);
  reply.hijack();
  // The client has gone meanwhile, and its connection will not close again.
  if (raw.destroyed) {
    remove();
    release();
    return;
  }
  raw.writeHead(200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Accel-Buffering": "no",
    [REQUEST_ID_HEADER]: requestId,
  });
  raw.write(`retry: ${RECONNECT_MS}\n\n`);
  for (const text of early) raw.write(text);
  write = (text) => {
    raw.write(text);
    if (raw.writableLength > MAX_WAITING_BYTES) raw.destroy();
  };
  write(`id: ${position}\nevent: hello\ndata: ${JSON.stringify({ at: isoTime(now()) })}\n\n`);
  const stop = (): void => void raw.end();
  const heartbeat = setInterval(() => {
    write(`event: heartbeat\ndata: ${JSON.stringify({ at: isoTime(now()) })}\n\n`);
    void isAllowed().then((allowed) => allowed || stop());
  }, HEARTBEAT_MS).unref();
  stopping.addEventListener("abort", stop, { once: true });
  raw.once("close", () => {
    clearInterval(heartbeat);
    stopping.removeEventListener("abort", stop);
    remove();
    release();
  });
  if (stopping.aborted) stop();
}

function seenBy({
  headers,
  query,
}: {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: { readonly last_event_id?: number };
}): number | null {
  const header = headers["last-event-id"];
  if (typeof header === "string" && /^\d{1,15}$/.test(header)) return Number(header);
  return query.last_event_id ?? null;
}
