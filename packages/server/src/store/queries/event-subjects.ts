import { eventSubject } from "@plimsoll/core";
import { sql } from "kysely";
import type { DeliveryOfEvent, ListedDelivery } from "../port/deliveries.ts";
import type { Db, StoredInteger } from "./database.ts";

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
  const payloads = await payloadsAt(db, accountId, new Set(deliveries.map(({ delivery }) => delivery.eventPosition)));
  const subjects = new Map([...payloads].map(([position, payload]) => [position, eventSubject(JSON.parse(payload))]));
  const wallets = [...subjects.values()].filter((subject) => subject?.type === "wallet");
  const names = await walletNames(db, accountId, new Set(wallets.map((subject) => subject?.id ?? 0)));
  return deliveries.map((each) => {
    const subject = subjects.get(each.delivery.eventPosition) ?? null;
    const name = subject?.type === "wallet" ? names.get(subject.id) : subject?.name;
    return { ...each, about: subject && { ...subject, name: name ?? String(subject.id) } };
  });
}

/** Of the events at these positions that are no tests: what a test sends is an example. */
async function payloadsAt(db: Db, accountId: number, positions: ReadonlySet<number>): Promise<Map<number, string>> {
  const wanted = sql.join([...positions].map((position) => sql`(CAST(${position} AS bigint))`));
  // One search of the index for each, which PostgreSQL would not choose for a list while the table is small.
  const { rows } = await sql<{ readonly position: StoredInteger; readonly payload: string | null }>`
    SELECT wanted.column1 AS position,
           (SELECT payload FROM events
            WHERE account_id = ${accountId} AND position = wanted.column1 AND endpoint_id IS NULL) AS payload
    FROM (VALUES ${wanted}) AS wanted`.execute(db);
  return new Map(rows.flatMap(({ position, payload }) => (payload === null ? [] : [[Number(position), payload]])));
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
