import { setTimeout as delay } from "node:timers/promises";
import type { EventType } from "@plimsoll/contract";
import { isoTime } from "@plimsoll/core";
import { newSigningSecret } from "../../outbound/signed-webhook/signing.ts";
import { retryDelayMs, type RetryPace } from "../../util/retry-delay.ts";
import { eventFeed, type FedEvent } from "../connection/event-feed.ts";
import { LocalReceiver } from "../connection/local-receiver.ts";
import { withServer, type ServerAccess } from "../connection/server-connection.ts";
import { deliveryLine, type DeliveryAttempt } from "../daily/delivery-line.ts";
import { beginningOf, type Beginning } from "./events.ts";
import type { Io } from "./io.ts";
import { followed } from "./running.ts";

export interface ListenOptions extends Beginning {
  readonly access: ServerAccess;
  readonly forwardTo: string;
  /** Every type without any. */
  readonly types: readonly EventType[];
  /** A new one without it. */
  readonly secret: string | null;
  readonly maxAttempts: number;
  readonly json: boolean;
}

/** @limit Process: longest wait before `listen` delivers an event again. */
const LONGEST_WAIT_MS = 10_000;
/** @limit Process: longest pause that a receiver of `listen` may request. */
const LONGEST_PAUSE_MS = 60_000;
const PACE: RetryPace = { firstMs: 500, longestMs: LONGEST_WAIT_MS, jitter: 0.2, longestAskedMs: LONGEST_PAUSE_MS };

/**
 * Delivers the account's events to a local server, in their order and each until it is accepted, without an endpoint.
 * An event that is refused `maxAttempts` times is left out; while there is no response at all, it waits. Ends with a
 * signal. Resolves with the exit code.
 */
export async function listen(options: ListenOptions, io: Io): Promise<number> {
  const { access, forwardTo, json } = options;
  return followed((signal) =>
    withServer(access, signal, async (server) => {
      const secret = options.secret ?? newSigningSecret();
      const receiver = new LocalReceiver("--forward-to", forwardTo, secret, server.outbound);
      const wanted = new Set<string>(options.types);
      let position = await beginningOf(server, options);
      const say = json ? io.progress : io.print;
      let connected = false;
      const feed = eventFeed(server, {
        after: position,
        onLost: (reason) => io.progress(`connection lost (${reason}); connecting again`),
        onConnected: () => {
          if (!connected) say(`forwarding events of ${server.url} to ${forwardTo}; signing secret ${secret}`);
          connected = true;
        },
      });
      for await (const fed of feed) {
        if (
          (wanted.size === 0 || wanted.has(fed.event.type)) &&
          !(await deliver(receiver, fed, { options, io, signal }))
        )
          break;
        position = fed.position;
      }
      if (position !== null) io.progress(`stopped; --after ${position} continues here`);
      return 0;
    }),
  );
}

interface Delivering {
  readonly options: Pick<ListenOptions, "maxAttempts" | "json">;
  readonly io: Io;
  readonly signal: AbortSignal;
}

/** Whether the event is done with: accepted, or refused too often. False when the command is to stop. */
async function deliver(receiver: LocalReceiver, fed: FedEvent, { options, io, signal }: Delivering): Promise<boolean> {
  const { id, type } = fed.event;
  let refusals = 0;
  for (let attempt = 1; ; attempt += 1) {
    const sent = await receiver.send({ id, type, payload: fed.payload }, signal);
    if (sent.error === "aborted") return false;
    if (sent.status !== null && sent.verdict !== "delivered") refusals += 1;
    const isOver = sent.verdict !== "retry" || refusals >= options.maxAttempts;
    const wait = isOver ? null : Math.round(retryDelayMs(PACE, attempt, sent.retryAfterMs, Math.random()));
    const report: DeliveryAttempt = {
      at: isoTime(Date.now()),
      event_id: id,
      type,
      position: fed.position,
      attempt,
      status: sent.status,
      error: sent.errorMessage,
      latency_ms: sent.latencyMs,
      outcome: sent.verdict === "delivered" ? "delivered" : isOver ? "failed" : "retried",
      retry_in_ms: wait,
    };
    io.print(options.json ? JSON.stringify(report) : deliveryLine(report, io.screen()));
    if (wait === null) return true;
    try {
      await delay(wait, undefined, { signal });
    } catch {
      return false;
    }
  }
}
