import type { Change, Delivery, Effects, Endpoint, Notification, TableName, Tables } from "@plimsoll/core";
import { eventsOfBatch } from "./events-of-batch.ts";
import { pendingNotification } from "../pending-notification.ts";
import type { PendingDelivery } from "../port/deliveries.ts";

type Part = Pick<Effects, "changes" | "bulk">;

/**
 * Deliveries that a batch has made and that are due, which the dispatcher can send without reading them back. A later part
 * of the batch may have changed or skipped what an earlier one made.
 */
export function dueDeliveries(parts: readonly Part[]): PendingDelivery[] {
  const made = new Map<string, Delivery>();
  for (const { changes, bulk } of parts) {
    // A bulk change is written before the rows of its part.
    for (const { accountId, endpointId } of bulk) {
      for (const [name, delivery] of made) {
        if (delivery.accountId === accountId && delivery.endpointId === endpointId) made.delete(name);
      }
    }
    const change = changeOf(changes, "deliveries");
    for (const row of (change?.inserts ?? []) as Delivery[]) made.set(nameOf(row), row);
    for (const { after } of change?.updates ?? []) {
      const name = nameOf(after as Delivery);
      if (made.has(name)) made.set(name, after as Delivery);
    }
  }
  if (made.size === 0) return [];
  const events = parts.map(({ changes }) => eventsOfBatch(changes));
  const eventAt = (accountId: number, position: number) => {
    for (const eventOf of events) {
      const event = eventOf(accountId, position);
      if (event) return event;
    }
    return null;
  };
  const notifications = new Map(rowsOf(parts, "notifications").map((row: Notification) => [nameOf(row), row]));
  const versions = new Map(
    rowsOf(parts, "endpoints").map(({ accountId, id, version }: Endpoint) => [`${accountId}/${id}`, version]),
  );
  return [...made].flatMap(([name, { accountId, endpointId, sequence, eventPosition, nextAttemptAt }]) => {
    if (nextAttemptAt === null) return [];
    const targetVersion = versions.get(`${accountId}/${endpointId}`) ?? 0;
    const common = { accountId, endpointId, sequence, dueAt: nextAttemptAt, targetVersion };
    const notification = notifications.get(name);
    if (notification) return [pendingNotification({ ...common, payload: notification.payload })];
    const event = eventAt(accountId, eventPosition);
    return event ? [{ ...common, eventId: event.id, eventType: event.type, body: event.payload }] : [];
  });
}

/** The rows of a table that the parts have made or changed; of one row the last state comes last. */
function rowsOf<T extends TableName>(parts: readonly Part[], table: T): Tables[T][] {
  return parts.flatMap(({ changes }) => {
    const change = changeOf(changes, table);
    return [...(change?.inserts ?? []), ...(change?.updates ?? []).map(({ after }) => after)] as Tables[T][];
  });
}

function changeOf(changes: readonly Change[], name: TableName): Change | undefined {
  return changes.find(({ table }) => table === name);
}

function nameOf({ accountId, endpointId, sequence }: Pick<Delivery, "accountId" | "endpointId" | "sequence">): string {
  return `${accountId}/${endpointId}/${sequence}`;
}
