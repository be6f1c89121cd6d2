import { account } from "../accounts.ts";
import type { Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Account } from "../model/account.ts";
import type { Endpoint } from "../model/endpoint.ts";
import { accepted, type Outcome } from "../outcome.ts";
import { queueDelivery, type Queued } from "./queue-delivery.ts";
import { isLiving, subscribersOf, wants } from "./subscribers.ts";

/**
 * An event's deliveries are rows of as many places of the table as it has endpoints. Those of one endpoint are
 * neighbours, so that many events' deliveries to it cost little more than one event's.
 * @limit Deliveries: endpoints that receive an event for which its deliveries are made in the event's own commit;
 * with more, they are made right after it, in a commit for each endpoint and page of events.
 */
export const FAN_OUT_AT_ONCE = 8;
/** @limit Deliveries: events whose deliveries to an endpoint are made in one commit. */
export const FAN_OUT_EVENTS = 200;
/** @limit Deliveries: changes of an endpoint's event types that are remembered until its earlier deliveries are made. */
export const MAX_EARLIER_TYPES = 20;

/** Event types that hold for events up to a position. */
interface EarlierTypes {
  readonly until: number;
  readonly eventTypes: string;
}

/**
 * Makes the deliveries of the account's newest event, unless they are many or earlier events still wait for
 * theirs: then the event waits behind them for `fan_out`, so that an endpoint's deliveries keep the order of events.
 */
export function deliverNow(draft: Draft, owner: Account, type: string): void {
  const position = owner.eventCount;
  if (owner.fannedOut !== position - 1) return;
  const subscribers = subscribersOf(draft, owner.id, type);
  if (subscribers.length > FAN_OUT_AT_ONCE) return;
  for (const id of subscribers) {
    const endpoint = draft.get("endpoints", owner.id, id);
    if (endpoint) deliver(draft, endpoint, position);
  }
  owner.fannedOut = position;
}

/** Delivers the account's newest event to its only endpoint, for which no earlier event waits: `deliverWaiting` comes first. */
export function deliverTo(draft: Draft, endpoint: Readonly<Endpoint>, owner: Account): void {
  const position = owner.eventCount;
  deliver(draft, endpoint, position);
  draft.edit("endpoints", endpoint).fannedOut = position;
  // Unless deliveries of earlier events are missing, every delivery up to this event exists.
  if (owner.fannedOut === position - 1) owner.fannedOut = position;
}

/** Makes the deliveries of one endpoint for the next events of its account that wait for them. */
export interface FanOut {
  readonly type: "fan_out";
  readonly accountId: number;
  readonly endpointId: string;
}

export interface FannedOut {
  /** The number of deliveries made. */
  readonly deliveries: number;
  /** Whether further events wait. */
  readonly behind: boolean;
}

export const fanOut: Handler<FanOut, FannedOut> = {
  lookups: () => [],

  apply: (draft, { accountId, endpointId }): Outcome<FannedOut> => {
    const target = livingEndpoints(draft, accountId).find(({ id }) => id === endpointId);
    if (!target) return accepted({ deliveries: 0, behind: false });
    const before = target.deliveryCount;
    const endpoint = deliverWaiting(draft, target);
    return accepted({ deliveries: endpoint.deliveryCount - before, behind: isBehind(draft, endpoint) });
  },
};

/**
 * Makes an endpoint's deliveries of the next page of events that wait for them. Positions of which there is no event any
 * more are passed over.
 */
export function deliverWaiting(draft: Draft, target: Readonly<Endpoint>): Readonly<Endpoint> {
  if (!isBehind(draft, target)) return target;
  const { accountId } = target;
  const owner = account(draft, accountId);
  const { rows, next } = draft.page("events", "account", [accountId], cursorOf(owner, target), FAN_OUT_EVENTS);
  const last = next === null ? owner.eventCount : Number(next);
  const ofBatch = next === null ? draft.appended("events").filter((event) => event.accountId === accountId) : [];
  const waiting = [...rows, ...ofBatch].filter(({ position }) => position > cursorOf(owner, target));
  const endpoint = draft.edit("endpoints", target);
  for (const event of waiting.slice(0, FAN_OUT_EVENTS)) {
    if (event.endpointId === null && wants(eventTypesAt(endpoint, event.position), event.type)) {
      deliver(draft, endpoint, event.position);
    }
  }
  endpoint.fannedOut = waiting.length <= FAN_OUT_EVENTS ? last : (waiting[FAN_OUT_EVENTS - 1]?.position ?? last);
  forgetEarlierTypes(endpoint);
  catchUp(draft, accountId);
  return endpoint;
}

/** Whether events wait for their deliveries to the endpoint. */
export function isBehind(draft: Draft, endpoint: Readonly<Endpoint>): boolean {
  const owner = account(draft, endpoint.accountId);
  return cursorOf(owner, endpoint) < owner.eventCount;
}

/** When no endpoint waits for deliveries of earlier events any more, further events' deliveries are made at once. */
export function catchUp(draft: Draft, accountId: number): void {
  const owner = account(draft, accountId);
  if (owner.fannedOut === owner.eventCount) return;
  if (livingEndpoints(draft, accountId).some((endpoint) => isBehind(draft, endpoint))) return;
  draft.edit("accounts", owner).fannedOut = owner.eventCount;
}

/**
 * Changes the event types for later events. False when too many earlier changes are still remembered.
 */
export function subscribe(draft: Draft, endpoint: Endpoint, eventTypes: string): boolean {
  const { eventCount, fannedOut } = account(draft, endpoint.accountId);
  if (Math.max(fannedOut, endpoint.fannedOut) < eventCount) {
    const earlier = earlierTypes(endpoint);
    if (earlier.at(-1)?.until !== eventCount) earlier.push({ until: eventCount, eventTypes: endpoint.eventTypes });
    if (earlier.length > MAX_EARLIER_TYPES) return false;
    endpoint.earlierEventTypes = JSON.stringify(earlier);
  }
  endpoint.eventTypes = eventTypes;
  return true;
}

function deliver(draft: Draft, endpoint: Readonly<Endpoint>, eventPosition: number): void {
  queueDelivery(draft, endpoint, queuedFor(endpoint, eventPosition));
}

/** An endpoint that is disabled keeps its deliveries without their being sent. */
export function queuedFor({ status }: Readonly<Endpoint>, eventPosition: number): Queued {
  return { eventPosition, skip: status !== "enabled" };
}

/** The account's webhook endpoints. */
export function livingEndpoints(draft: Draft, accountId: number): readonly Readonly<Endpoint>[] {
  return draft.find("endpoints", "account", accountId).filter(isLiving);
}

function cursorOf(owner: Readonly<Account>, endpoint: Readonly<Endpoint>): number {
  return Math.max(owner.fannedOut, endpoint.fannedOut);
}

function earlierTypes({ earlierEventTypes }: Readonly<Endpoint>): EarlierTypes[] {
  return earlierEventTypes === null ? [] : (JSON.parse(earlierEventTypes) as EarlierTypes[]);
}

function eventTypesAt(endpoint: Readonly<Endpoint>, position: number): string {
  return earlierTypes(endpoint).find(({ until }) => position <= until)?.eventTypes ?? endpoint.eventTypes;
}

function forgetEarlierTypes(endpoint: Endpoint): void {
  const left = earlierTypes(endpoint).filter(({ until }) => until > endpoint.fannedOut);
  endpoint.earlierEventTypes = left.length === 0 ? null : JSON.stringify(left);
}
