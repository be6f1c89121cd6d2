import { eventSubject } from "@plimsoll/core";
import type { DeliveryOfEvent, ListedDelivery } from "../port/deliveries.ts";
import type { Db } from "./database.ts";

/**
 * Deliveries of a page with what their events are about, which the payloads say: two reads of the page's own length, and
 * nothing that the writing of an event has to keep.
 */
export async function withSubjects<T extends DeliveryOfEvent>(
  db: Db,
  accountId: number,
  deliveries: readonly T[],
): Promise<readonly (T & Pick<ListedDelivery, "about">)[]> {
  if (deliveries.length === 0) return [];
  const events = await db
    .selectFrom("events")
    .select(["position", "payload"])
    .where("accountId", "=", accountId)
    .where("position", "in", [...new Set(deliveries.map(({ delivery }) => delivery.eventPosition))])
    // What a test sends is an example.
    .where("endpointId", "is", null)
    .execute();
  const subjects = new Map(
    events.map(({ position, payload }) => [Number(position), eventSubject(JSON.parse(payload))] as const),
  );
  const wallets = [...subjects.values()].filter((subject) => subject?.type === "wallet");
  const names = await walletNames(db, accountId, new Set(wallets.map((subject) => subject?.id ?? 0)));
  return deliveries.map((each) => {
    const subject = subjects.get(each.delivery.eventPosition) ?? null;
    const name = subject?.type === "wallet" ? names.get(subject.id) : subject?.name;
    return { ...each, about: subject && { ...subject, name: name ?? String(subject.id) } };
  });
}

/** The names that they have now, which may not be those of the events. */
async function walletNames(db: Db, accountId: number, ids: ReadonlySet<number>): Promise<ReadonlyMap<number, string>> {
  if (ids.size === 0) return new Map();
  const rows = await db
    .selectFrom("wallets")
    .select(["id", "name"])
    .where("accountId", "=", accountId)
    .where("id", "in", [...ids])
    .execute();
  return new Map(rows.map(({ id, name }) => [Number(id), name]));
}
