import type { EventMembers, EventType } from "@plimsoll/contract";
import type { JsonText } from "../resources/json-text.ts";
import type { Draft } from "../draft.ts";
import type { Endpoint } from "../model/endpoint.ts";
import { account } from "../accounts.ts";
import { isoTime } from "../time/iso-time.ts";

/** Writes an event and a delivery for every endpoint that subscribes to its type. */
export function emit<T extends EventType>(draft: Draft, accountId: number, type: T, members: EventMembers<T>): string {
  return write(draft, accountId, type, JSON.stringify(members).slice(1, -1), subscribers(draft, accountId, type));
}

/** As `emit`, for data that is JSON text already, because its amounts are exact JSON numbers. */
export function emitText<T extends EventType>(
  draft: Draft,
  accountId: number,
  type: T,
  data: JsonText<EventMembers<T>["data" & keyof EventMembers<T>]>,
): string {
  return write(draft, accountId, type, `"data":${data}`, subscribers(draft, accountId, type));
}

/** An event for one endpoint alone, whatever it subscribes to: the test send. */
export function emitTo(
  draft: Draft,
  endpoint: Readonly<Endpoint>,
  type: string,
  members: Readonly<Record<string, unknown>>,
): string {
  return write(draft, endpoint.accountId, type, JSON.stringify(members).slice(1, -1), [endpoint]);
}

function subscribers(draft: Draft, accountId: number, type: string): readonly Readonly<Endpoint>[] {
  return draft
    .find("endpoints", "account", accountId)
    .filter((endpoint) => endpoint.status !== "deleted" && wants(endpoint, type));
}

function write(
  draft: Draft,
  accountId: number,
  type: string,
  members: string,
  endpoints: readonly Readonly<Endpoint>[],
): string {
  const owner = draft.edit("accounts", account(draft, accountId));
  owner.eventCount += 1;
  const position = owner.eventCount;
  const id = draft.eventId(position);
  const payload = `{"id":"${id}","type":"${type}","created_at":"${isoTime(draft.now)}",${members}}`;
  draft.append("events", { accountId, position, id, type, payload, createdAt: draft.now });
  for (const endpoint of endpoints) deliver(draft, endpoint, position);
  return id;
}

function deliver(draft: Draft, target: Readonly<Endpoint>, eventPosition: number): void {
  const endpoint = draft.edit("endpoints", target);
  endpoint.deliveryCount += 1;
  const enabled = endpoint.status === "enabled";
  draft.insert("deliveries", {
    accountId: endpoint.accountId,
    endpointId: endpoint.id,
    sequence: endpoint.deliveryCount,
    eventPosition,
    status: enabled ? "pending" : "skipped",
    attemptCount: 0,
    attemptBase: 0,
    nextAttemptAt: enabled ? draft.now : null,
    lastAttemptAt: null,
    createdAt: draft.now,
    completedAt: enabled ? null : draft.now,
  });
}

function wants(endpoint: Readonly<Endpoint>, type: string): boolean {
  // The list is short and almost always ["*"]; a substring of its JSON is decisive because types have no quotes in them.
  return endpoint.eventTypes === '["*"]' || matches(endpoint.eventTypes, type);
}

function matches(eventTypes: string, type: string): boolean {
  return eventTypes.includes('"*"') || eventTypes.includes(`"${type}"`);
}
