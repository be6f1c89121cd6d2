import { account } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Account } from "../model/account.ts";
import type { Endpoint } from "../model/endpoint.ts";
import type { StoredEvent } from "../model/event.ts";
import { accepted, type Outcome } from "../outcome.ts";
import { movementType, type MovementType } from "./movement-event.ts";
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

/** Makes an endpoint's deliveries of the next events that wait for them, as many as one command does. */
export function deliverWaiting(draft: Draft, target: Readonly<Endpoint>): Readonly<Endpoint> {
  if (!isBehind(draft, target)) return target;
  const { accountId } = target;
  const owner = account(draft, accountId);
  const after = cursorOf(owner, target);
  const last = Math.min(owner.eventCount, after + FAN_OUT_EVENTS);
  const wanted = wantedPositions(draft, owner, target, { after, last });
  const endpoint = draft.edit("endpoints", target);
  for (const position of wanted) deliver(draft, endpoint, position);
  endpoint.fannedOut = last;
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

/** The positions behind `after`, up to `last`, of the events that the endpoint subscribed to when they happened. */
function wantedPositions(
  draft: Draft,
  owner: Readonly<Account>,
  endpoint: Readonly<Endpoint>,
  { after, last }: { readonly after: number; readonly last: number },
): readonly number[] {
  const earlier = earlierTypes(endpoint);
  const typesAt = (position: number) =>
    earlier.find(({ until }) => position <= until)?.eventTypes ?? endpoint.eventTypes;
  const stored = storedAfter(draft, owner.id, after);
  const first = stored.values().next().value;
  // With no stored event behind it, all of them are before it.
  let ordinal = first ? first.ordinal - 1 : owner.eventCount - owner.transactionCount;
  const wanted: number[] = [];
  /** Transactions by the positions of their events: wanted if they are of this sign. */
  const judged = new Map<number, { readonly id: number; readonly type: MovementType }>();
  for (let position = after + 1; position <= last; position += 1) {
    const event = stored.get(position);
    const types = typesAt(position);
    if (event) {
      ordinal = event.ordinal;
      if (event.endpointId === null && wants(types, event.type)) wanted.push(position);
      continue;
    }
    const [credits, debits] = [wants(types, "wallet.credited"), wants(types, "wallet.debited")];
    if (!credits && !debits) continue;
    wanted.push(position);
    if (credits !== debits) {
      judged.set(position, { id: position - ordinal, type: credits ? "wallet.credited" : "wallet.debited" });
    }
  }
  if (judged.size === 0) return wanted;
  draft.require([...judged.values()].map(({ id }) => row("transactions", owner.id, id)));
  return wanted.filter((position) => {
    const movement = judged.get(position);
    return movement === undefined || movement.type === typeOf(draft, owner.id, movement.id);
  });
}

/** The account's stored events behind a position, by position and in its order: as many as one command delivers. */
function storedAfter(draft: Draft, accountId: number, after: number): ReadonlyMap<number, Readonly<StoredEvent>> {
  const { rows } = draft.page("events", "account", [accountId], after, FAN_OUT_EVENTS);
  const ofBatch = draft.appended("events").filter((event) => event.accountId === accountId && event.position > after);
  return new Map([...rows, ...ofBatch].map((event) => [event.position, event]));
}

function typeOf(draft: Draft, accountId: number, transactionId: number): MovementType {
  const transaction = draft.get("transactions", accountId, transactionId);
  if (!transaction) throw new Error(`no transaction ${transactionId} for its event`);
  return movementType(transaction.amount);
}

function earlierTypes({ earlierEventTypes }: Readonly<Endpoint>): EarlierTypes[] {
  return earlierEventTypes === null ? [] : (JSON.parse(earlierEventTypes) as EarlierTypes[]);
}

function forgetEarlierTypes(endpoint: Endpoint): void {
  const left = earlierTypes(endpoint).filter(({ until }) => until > endpoint.fannedOut);
  endpoint.earlierEventTypes = left.length === 0 ? null : JSON.stringify(left);
}
