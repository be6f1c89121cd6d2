import type { Attempt, Delivery, DeliveryStatus, Endpoint, EventRow, EventSubject } from "@plimsoll/core";
import type { Negatable } from "./negation.ts";
import type { PageOf, PageRequest } from "./page.ts";
import type { Period } from "./wallets.ts";

/** One event waiting to be sent to one endpoint. */
export interface PendingDelivery {
  readonly accountId: number;
  readonly endpointId: string;
  /** Numbers the endpoint's deliveries 1, 2, 3 … */
  readonly sequence: number;
  readonly eventId: string;
  readonly eventType: string;
  /** The endpoint's version when this was written or read: the sender must know at least that one. */
  readonly targetVersion: number;
  /** Sent byte for byte. */
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
}

/** A delivery and its last attempt. */
export interface DeliveryRow {
  readonly delivery: Delivery;
  /** In a list over all endpoints: its endpoint's place among them. */
  readonly ordinal?: number;
  /** Null before the first, and once `prune` has deleted it. */
  readonly lastAttempt: LastAttempt | null;
}

export interface ListedDelivery extends DeliveryRow {
  readonly event: Pick<EventRow, "id" | "type">;
  /** The wallet or the order of its event; null for another event, and for a test. */
  readonly about: (EventSubject & { readonly name: string }) | null;
}

/** Without the response, which may be long. */
export type LastAttempt = Pick<Attempt, "at" | "status" | "latencyMs" | "error">;

/** What became of an endpoint's newest deliveries. */
export interface RecentDeliveries {
  /** Of those since a time. */
  readonly counts: Readonly<Record<DeliveryStatus, number>>;
  /** Whether it has had no more since then than are counted. */
  readonly complete: boolean;
  /** The newest of its newest deliveries, however old; null before the first, and once `prune` has deleted it. */
  readonly lastAttempt: LastAttempt | null;
}

/** With the attempts that its delivery counts, oldest first: both are of one moment. */
export type WithAttempts<T> = T & { readonly attempts: readonly Attempt[] };

/** An absent or null member matches all. */
interface EventFilter extends Period {
  readonly type?: string | null | undefined;
}

interface EndpointFilter extends Negatable {
  /** Contained in the URL or the description. */
  readonly q?: string | undefined;
  readonly status?: Endpoint["status"] | undefined;
}

/** An absent or null member matches all. */
export interface DeliveryFilter extends Period, Negatable {
  readonly endpointId?: string | null | undefined;
  readonly status?: DeliveryStatus | null | undefined;
  readonly eventType?: string | null | undefined;
  /** An event's id, or text that an endpoint's id, URL or description contains. */
  readonly q?: string | null | undefined;
}

/** @nolimit Keys of one event's deliveries: more than an account has endpoints. */
export const DELIVERY_KEYS = 128;

/** The order of a list over all endpoints: by event, then by endpoint. */
export function deliveryKey(eventPosition: number, ordinal: number): number {
  return eventPosition * DELIVERY_KEYS + ordinal;
}

/** Events, webhook endpoints and deliveries. */
export interface DeliveryReads {
  /** Newest first. */
  events(accountId: number, page: PageRequest, filter?: EventFilter): Promise<PageOf<EventRow>>;
  event(accountId: number, id: string): Promise<EventRow | null>;
  endpoint(accountId: number, id: string): Promise<Endpoint | null>;
  endpoints(accountId: number, page: PageRequest, filter?: EndpointFilter): Promise<PageOf<Endpoint>>;
  /** Newest first. */
  deliveries(
    accountId: number,
    endpointId: string,
    filter: { readonly status: DeliveryStatus | null },
    page: PageRequest,
  ): Promise<PageOf<ListedDelivery>>;
  /** Of all endpoints that are not deleted, newest event first. */
  allDeliveries(accountId: number, filter: DeliveryFilter, page: PageRequest): Promise<PageOf<ListedDelivery>>;
  delivery(accountId: number, endpointId: string, sequence: number): Promise<WithAttempts<ListedDelivery> | null>;
  /** What became of the newest `most` deliveries of each of these endpoints, counted since a time; by the endpoint's id. */
  recentDeliveries(
    accountId: number,
    endpointIds: readonly string[],
    window: { readonly since: number; readonly most: number },
  ): Promise<ReadonlyMap<string, RecentDeliveries>>;
  /** Sequences of deliveries to replay, oldest first, after a cursor. */
  replayable(
    accountId: number,
    endpointId: string,
    filter: {
      readonly since: number;
      readonly until: number;
      readonly statuses: readonly DeliveryStatus[];
    },
    after: number,
    limit: number,
  ): Promise<readonly number[]>;
  /** Endpoints of every account that are enabled. */
  targets(): Promise<readonly Endpoint[]>;
  /** Accounts with events whose deliveries are not made yet. */
  accountsBehind(): Promise<readonly number[]>;
  /** The account's endpoints for which deliveries are to be made, furthest behind first. */
  endpointsBehind(accountId: number): Promise<readonly string[]>;
  due(
    accountId: number,
    endpointId: string,
    after: { readonly dueAt: number; readonly sequence: number } | null,
    now: number,
    limit: number,
  ): Promise<readonly PendingDelivery[]>;
  nextDueAt(accountId: number, endpointId: string, now: number): Promise<number | null>;
}
