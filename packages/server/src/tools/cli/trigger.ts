import { setTimeout as delay } from "node:timers/promises";
import { sampleMembers, type EventType } from "@plimsoll/contract";
import { isoTime } from "@plimsoll/core";
import type { WebhookEndpoint } from "@plimsoll/client";
import { newSigningSecret } from "../../outbound/signed-webhook/signing.ts";
import { newRowId } from "../../store/seed.ts";
import { createOutbound } from "../../net/outbound.ts";
import { LocalReceiver } from "../connection/local-receiver.ts";
import { withServer, type ServerAccess, type ServerConnection } from "../connection/server-connection.ts";
import { deliveryLine, type DeliveryAttempt } from "../daily/delivery-line.ts";
import type { Io } from "./io.ts";
import { stopping } from "./stop-signal.ts";

export interface TriggerOptions {
  readonly access: ServerAccess;
  readonly type: EventType;
  /** One endpoint of the account; all that are enabled without it. */
  readonly endpoint?: string | undefined;
  /** A local server in place of endpoints. */
  readonly forwardTo?: string | undefined;
  readonly secret: string | null;
  readonly json: boolean;
}

/** @limit Process: endpoints that `trigger` sends to. */
const MAX_ENDPOINTS = 100;
/** @limit Process: time that `trigger` waits for the first attempt of a delivery. */
const LONGEST_WAIT_MS = 20_000;
/** @limit Process: interval at which `trigger` reads a delivery until its first attempt. */
const LOOK_EVERY_MS = 100;
const FAILED = 1;

/**
 * Sends a sample event of a type: to endpoints, through the API, or to a local server. It moves no money and changes no
 * resource. Resolves with 1 when a receiver did not accept it.
 */
export async function trigger(options: TriggerOptions, io: Io): Promise<number> {
  const { access, forwardTo, json } = options;
  const signal = stopping();
  const attempts =
    forwardTo === undefined
      ? await withServer(access, signal, (server) => toEndpoints(server, options))
      : [await toLocal(options, forwardTo, signal, io)];
  for (const attempt of attempts) io.print(json ? JSON.stringify(attempt) : deliveryLine(attempt, io.screen()));
  return attempts.every(({ outcome }) => outcome === "delivered") ? 0 : FAILED;
}

async function toLocal(
  { access, type, secret, json }: TriggerOptions,
  url: string,
  signal: AbortSignal,
  io: Io,
): Promise<DeliveryAttempt> {
  const outbound = createOutbound({ allowPrivateTargets: true, dnsServers: access.dnsServers });
  try {
    const used = secret ?? newSigningSecret();
    const receiver = new LocalReceiver("--forward-to", url, used, outbound);
    if (secret === null) (json ? io.progress : io.print)(`signing secret ${used}`);
    const now = Date.now();
    const id = newRowId("evt", now);
    const payload = JSON.stringify({ id, type, created_at: isoTime(now), ...sampleMembers(type) });
    const sent = await receiver.send({ id, type, payload }, signal);
    return {
      at: isoTime(Date.now()),
      event_id: id,
      type,
      position: null,
      attempt: 1,
      status: sent.status,
      error: sent.errorMessage,
      latency_ms: sent.latencyMs,
      outcome: sent.verdict === "delivered" ? "delivered" : "failed",
      retry_in_ms: null,
    };
  } finally {
    outbound.close();
  }
}

async function toEndpoints(server: ServerConnection, { type, endpoint }: TriggerOptions): Promise<DeliveryAttempt[]> {
  const { client } = server;
  const ids = endpoint === undefined ? await enabledEndpoints(client) : [endpoint];
  const attempts: DeliveryAttempt[] = [];
  for (const id of ids) {
    const { delivery_id: deliveryId } = await client.webhookEndpoints.test(id, { type });
    attempts.push(await firstAttempt(server, deliveryId));
  }
  return attempts;
}

async function enabledEndpoints(client: ServerConnection["client"]): Promise<string[]> {
  const { items, hasMore } = await client.webhookEndpoints.list({ limit: MAX_ENDPOINTS }).page();
  const enabled = items.filter(({ status }: WebhookEndpoint) => status === "enabled").map(({ id }) => id);
  if (hasMore) throw new Error(`the account has more than ${MAX_ENDPOINTS} endpoints: name one with --endpoint`);
  if (enabled.length > 0) return enabled;
  throw new Error("the account has no enabled webhook endpoint: --forward-to URL sends to a server without one");
}

async function firstAttempt({ client, signal }: ServerConnection, deliveryId: string): Promise<DeliveryAttempt> {
  const began = performance.now();
  for (;;) {
    const delivery = await client.deliveries.get(deliveryId);
    const [first] = delivery.attempts;
    const late = performance.now() - began > LONGEST_WAIT_MS;
    if (first !== undefined || late) {
      const outcome =
        delivery.status === "delivered" ? "delivered" : delivery.status === "pending" ? "retried" : "failed";
      const next = delivery.next_attempt_at;
      return {
        at: first?.at ?? isoTime(Date.now()),
        event_id: delivery.event_id,
        type: delivery.event_type,
        position: null,
        attempt: delivery.attempt_count,
        status: first?.status ?? null,
        error: first === undefined ? "not sent yet" : first.error,
        latency_ms: first?.latency_ms ?? 0,
        outcome,
        retry_in_ms: outcome === "retried" && next !== null ? Math.max(0, new Date(next).getTime() - Date.now()) : null,
      };
    }
    await delay(LOOK_EVERY_MS, undefined, { signal });
  }
}
