import { createHmac } from "node:crypto";
import { readAnswer, type Answer } from "./api.ts";

/** A webhook of the Octopus protocol (seeds 000 and 003) before it is signed. */
export interface OctopusEvent {
  readonly id: string;
  readonly type: string;
  readonly created_at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface HookTarget {
  /** The server's URL. */
  readonly url: string;
  /** The provider's `hook_url`. */
  readonly hookUrl: string;
  readonly secret: string;
}

export interface HookAnswer {
  readonly received: boolean;
  readonly duplicate: boolean;
}

let count = 0;

/** `wallet.debited` or `wallet.credited` for the provider's wallet. Every call makes another event. */
export function movementEvent(
  type: "wallet.debited" | "wallet.credited",
  walletId: number,
  amount: string,
  data: Readonly<Record<string, unknown>> = {},
): OctopusEvent {
  count += 1;
  return {
    id: `evt_wal${String(count).padStart(6, "0")}_${process.pid}`,
    type,
    created_at: new Date().toISOString(),
    data: {
      wallet_id: walletId,
      ledger_id: 10_000 + count,
      amount,
      currency: "USD",
      reference_number: `MY_ORDER_${count}`,
      remarks: `USD Wallet ${type === "wallet.debited" ? "deducted" : "credited"} by amount ${amount}`,
      ...data,
    },
  };
}

/** Lowercase hex HMAC-SHA256 of the raw body. */
export function signature(secret: string, body: string | Buffer): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}

/** The headers a provider sends; id and type from the body when it is an event. */
export function hookHeaders(secret: string, body: string, event?: Partial<OctopusEvent>): Record<string, string> {
  return {
    "content-type": "application/json",
    "x-signature": signature(secret, body),
    "x-timestamp": String(Math.floor(Date.now() / 1_000)),
    "x-webhook-id": "wh_1",
    "x-octopus-webhook-token": secret,
    ...(event?.id === undefined ? {} : { "x-event-id": event.id }),
    ...(event?.type === undefined ? {} : { "x-event-type": event.type }),
  };
}

/** Sends an event as the provider does: signed, with all of its headers. `headers` are added last; "" leaves one out. */
export function sendHook(
  target: HookTarget,
  event: OctopusEvent,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<HookAnswer>> {
  return sendRawHook(target, JSON.stringify(event), {
    "x-event-id": event.id,
    "x-event-type": event.type,
    ...headers,
  });
}

/** Sends any body, signed. */
export async function sendRawHook(
  target: HookTarget,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer<HookAnswer>> {
  const all = { ...hookHeaders(target.secret, body), ...headers };
  const response = await fetch(`${target.url}${target.hookUrl}`, {
    method: "POST",
    headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== "")),
    body,
  });
  return readAnswer<HookAnswer>(response);
}
