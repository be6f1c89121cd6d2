import { eventSubject, type EventSubject } from "@plimsoll/core";
import type { DeliveryRow, ListedDelivery } from "../port/deliveries.ts";
import type { Db } from "./database.ts";
import { eventsAt, type FoundEvent } from "./event-rows.ts";

/**
 * Deliveries of a page with their events and what these are about: two reads of the page's own length. A delivery that
 * `prune` has deleted meanwhile, with its event, is left out.
 */
export async function withEvents<T extends DeliveryRow>(
  db: Db,
  accountId: number,
  deliveries: readonly T[],
): Promise<readonly (T & Pick<ListedDelivery, "event" | "about">)[]> {
  const events = await eventsAt(db, accountId, new Set(deliveries.map(({ delivery }) => delivery.eventPosition)));
  const subjects = new Map([...events].map(([position, found]) => [position, subjectOf(found)]));
  const wallets = [...subjects.values()].filter((subject) => subject?.type === "wallet");
  const names = await walletNames(db, accountId, new Set(wallets.map((subject) => subject?.id ?? 0)));
  return deliveries.flatMap((each) => {
    const { eventPosition } = each.delivery;
    const event = events.get(eventPosition)?.event;
    if (!event) return [];
    const subject = subjects.get(eventPosition) ?? null;
    const name = subject?.type === "wallet" ? names.get(subject.id) : subject?.name;
    const about = subject && { ...subject, name: name ?? String(subject.id) };
    return [{ ...each, event: { id: event.id, type: event.type }, about }];
  });
}

/** What an event is about, which the payload says of one that is not a movement. What a test sends is an example. */
function subjectOf({ event, movedWalletId }: FoundEvent): EventSubject | null {
  if (movedWalletId !== null) return { type: "wallet", id: movedWalletId, name: null };
  return event.endpointId === null ? eventSubject(JSON.parse(event.payload)) : null;
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
