import type { Draft } from "../draft.ts";
import { forgetSubscribers } from "../events/subscribers.ts";
import { finish } from "./finish-delivery.ts";
import type { Endpoint } from "../model/endpoint.ts";

/** The reason of an endpoint or channel that its owner has disabled. */
export const DISABLED_BY_REQUEST = "disabled by request";

type Given =
  | "accountId"
  | "id"
  | "key"
  | "kind"
  | "name"
  | "config"
  | "url"
  | "eventTypes"
  | "description"
  | "secret"
  | "disabledReason"
  | "fannedOut";
type Limits = "rateLimitPerSecond" | "maxAttempts" | "timeoutMs";

/** A row of `endpoints`: a webhook endpoint or a channel, to which deliveries are sent. */
export function insertReceiver(draft: Draft, fields: Pick<Endpoint, Given | Limits>): Endpoint {
  forgetSubscribers(draft);
  return draft.insert("endpoints", {
    ...fields,
    status: fields.disabledReason === null ? "enabled" : "disabled",
    previousSecret: null,
    previousSecretExpiresAt: null,
    failingSince: null,
    warned: 0,
    deliveryCount: 0,
    earlierEventTypes: null,
    version: 1,
    createdAt: draft.now,
    updatedAt: draft.now,
  });
}

export function deleteReceiver(draft: Draft, found: Readonly<Endpoint>): Endpoint {
  const endpoint = draft.edit("endpoints", found);
  disable(draft, endpoint, "deleted");
  endpoint.status = "deleted";
  endpoint.key = null;
  return endpoint;
}

/** Nothing more is sent to it; pending deliveries are kept as skipped and can be replayed. */
export function disable(draft: Draft, endpoint: Endpoint, reason: string): void {
  endpoint.status = "disabled";
  endpoint.disabledReason = reason;
  touch(draft, endpoint);
  // The bulk change covers stored rows; the rows of this batch are changed here.
  for (const found of draft.rowsOf("deliveries")) {
    if (found.accountId !== endpoint.accountId || found.endpointId !== endpoint.id) continue;
    if (found.status !== "pending") continue;
    finish(draft, draft.edit("deliveries", found), "skipped");
  }
  draft.bulk.push({
    type: "skip_pending_deliveries",
    accountId: endpoint.accountId,
    endpointId: endpoint.id,
    at: draft.now,
  });
}

/** Its sender has to read it again. */
export function touch(draft: Draft, endpoint: Endpoint): void {
  endpoint.updatedAt = draft.now;
  endpoint.version += 1;
  forgetSubscribers(draft);
}

/** Sends to it again from now on; what it has missed can be replayed. */
export function enable(endpoint: Endpoint): void {
  endpoint.status = "enabled";
  endpoint.disabledReason = null;
  endpoint.failingSince = null;
  endpoint.warned = 0;
}
