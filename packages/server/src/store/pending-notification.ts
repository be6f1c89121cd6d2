import type { PendingDelivery } from "./port/deliveries.ts";

const PREFIX = "chan_";

/** Whether the id is a channel's, so that its deliveries are notifications instead of events. */
export function isChannelId(endpointId: string): boolean {
  return endpointId.startsWith(PREFIX);
}

export interface StoredNotification {
  readonly accountId: number;
  readonly endpointId: string;
  readonly sequence: number;
  readonly payload: string;
  readonly dueAt: number;
  readonly targetVersion: number;
}

/** A notification as the dispatcher takes it. */
export function pendingNotification({ payload, ...rest }: StoredNotification): PendingDelivery {
  return { ...rest, eventId: `${rest.endpointId}.${rest.sequence}`, eventType: "notification", body: payload };
}
