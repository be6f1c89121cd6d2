import type { EventMembers, EventType } from "@plimsoll/contract";
import type { JsonText } from "../resources/json-text.ts";
import type { Draft } from "../draft.ts";
import type { Endpoint } from "../model/endpoint.ts";
import { account } from "../accounts.ts";
import { isoTime } from "../time/iso-time.ts";
import { eventId } from "./event-id.ts";
import { deliverNow, deliverTo } from "./fan-out.ts";

/** Writes an event, and a delivery for every endpoint that subscribes to its type, or leaves these to `fan_out`. */
export function emit<T extends EventType>(draft: Draft, accountId: number, type: T, members: EventMembers<T>): string {
  return broadcast(draft, accountId, type, JSON.stringify(members).slice(1, -1));
}

/** As `emit`, for data that is JSON text already, because its amounts are exact JSON numbers. */
export function emitText<T extends EventType>(
  draft: Draft,
  accountId: number,
  type: T,
  data: JsonText<EventMembers<T>["data" & keyof EventMembers<T>]>,
): string {
  return broadcast(draft, accountId, type, `"data":${data}`);
}

/** An event for one endpoint alone, whatever it subscribes to: the test send. */
export function emitTo(
  draft: Draft,
  endpoint: Readonly<Endpoint>,
  type: string,
  members: Readonly<Record<string, unknown>>,
): string {
  const { id, owner } = write(draft, endpoint.accountId, type, JSON.stringify(members).slice(1, -1), endpoint.id);
  deliverTo(draft, endpoint, owner);
  return id;
}

function broadcast(draft: Draft, accountId: number, type: string, members: string): string {
  const { id, owner } = write(draft, accountId, type, members, null);
  deliverNow(draft, owner, type);
  return id;
}

function write(draft: Draft, accountId: number, type: string, members: string, endpointId: string | null) {
  const owner = draft.edit("accounts", account(draft, accountId));
  owner.eventCount += 1;
  const position = owner.eventCount;
  const id = eventId(accountId, position, draft.now);
  const payload = `{"id":"${id}","type":"${type}","created_at":"${isoTime(draft.now)}",${members}}`;
  const ordinal = position - owner.transactionCount;
  draft.append("events", { accountId, position, ordinal, id, type, payload, endpointId, createdAt: draft.now });
  return { id, owner };
}
