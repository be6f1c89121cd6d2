import { eventPosition } from "@plimsoll/core";
import { sql, type RawBuilder } from "kysely";
import type { DeliveryFilter, DeliveryRow } from "../port/deliveries.ts";
import type { Reads } from "../port/reads.ts";
import { counts } from "./counts.ts";
import type { Db } from "./database.ts";
import { deliveryKey, DELIVERY_KEYS } from "../port/deliveries.ts";
import { hasStatus, listedDeliveries, toDelivery } from "./deliveries.ts";
import { eventTime, TYPE_OF_DELIVERY } from "./event-rows.ts";
import { withEvents } from "./event-subjects.ts";
import { negatedOr } from "./negation.ts";
import { countOf, type Positions } from "./pages.ts";
import { integerWith } from "./row.ts";
import { mergedWays, numberedWay, positionsBelow, positionsOf, walkPage, type Way } from "./walk.ts";

interface NumberedEndpoint {
  readonly id: string;
  /** Its place among the account's endpoints. */
  readonly ordinal: number;
  readonly deliveryCount: number;
}

export function allDeliveryReads(db: Db): Pick<Reads, "allDeliveries"> {
  return {
    async allDeliveries(accountId, filter, page) {
      const endpoints = await endpointsOf(db, accountId, filter);
      const positions = await soughtPositions(db, accountId, filter);
      const ways = await Promise.all(endpoints.map((endpoint) => wayOf(db, accountId, endpoint, positions, filter)));
      const [first, ...others] = ways;
      if (!first) return { rows: [], total: 0 };
      const found = await walkPage(mergedWays([first, ...others]), page);
      return { ...found, rows: await withEvents(db, accountId, found.rows) };
    },
  };
}

/** The endpoints whose deliveries may match. */
async function endpointsOf(
  db: Db,
  accountId: number,
  { endpointId, q, not }: DeliveryFilter,
): Promise<readonly NumberedEndpoint[]> {
  const rows = await db
    .selectFrom("endpoints")
    .select(["id", "url", "description", "deliveryCount"])
    .where("accountId", "=", accountId)
    .where("kind", "=", "signed-webhook")
    .where("status", "!=", "deleted")
    .orderBy("id")
    .execute();
  const isId = typeof q === "string" && eventPosition(q) !== null;
  const text = typeof q === "string" && !isId ? q.toLowerCase() : null;
  return rows
    .map((row, ordinal) => ({ ...row, ordinal, deliveryCount: Number(row.deliveryCount) }))
    .filter(({ id }) => !endpointId || (id === endpointId) !== (not?.has("endpointId") ?? false))
    .filter(
      ({ id, url, description }) =>
        text === null || [id, url, description ?? ""].some((part) => part.toLowerCase().includes(text)),
    );
}

/** The events of the period, or the one that is searched for. */
async function soughtPositions(db: Db, accountId: number, { q, ...period }: DeliveryFilter): Promise<Positions> {
  const { eventCount } = await counts(db, accountId);
  const all = { first: 1, last: eventCount };
  const { first, last } = await positionsOf(all, period, (position) => eventTime(db, accountId, position));
  const sought = typeof q === "string" ? eventPosition(q) : null;
  return sought === null ? { first, last } : { first: Math.max(first, sought), last: Math.min(last, sought) };
}

/** One endpoint's deliveries, the newest first: its sequence rises with the positions of its events. */
async function wayOf(
  db: Db,
  accountId: number,
  endpoint: NumberedEndpoint,
  positions: Positions,
  filter: DeliveryFilter,
): Promise<Way<DeliveryRow>> {
  const positionAt = (sequence: number) =>
    integerWith(db, "deliveries", "eventPosition", { accountId, endpointId: endpoint.id, sequence });
  const below = (position: number) => positionsBelow(endpoint.deliveryCount, position, positionAt);
  const conditions = conditionsOf(filter);
  const inRange = (first: number, last: number) =>
    listedDeliveries(db, accountId, endpoint.id)
      .where("deliveries.sequence", ">=", first)
      .where("deliveries.sequence", "<=", last)
      .where((eb) => eb.and([...conditions]));
  return numberedWay<DeliveryRow & { readonly ordinal: number }>({
    first: (await below(positions.first)) + 1,
    last: await below(positions.last + 1),
    keyAt: async (sequence) => {
      const position = await positionAt(sequence);
      return position === null ? null : deliveryKey(position, endpoint.ordinal);
    },
    rows: async (first, last, limit) => {
      const rows = await inRange(first, last).orderBy("deliveries.sequence", "desc").limit(limit).execute();
      return rows.map((row) => ({ ...toDelivery(row), ordinal: endpoint.ordinal }));
    },
    count: (first, last) =>
      countOf(
        db
          .selectFrom("deliveries")
          .where("deliveries.accountId", "=", accountId)
          .where("deliveries.endpointId", "=", endpoint.id)
          .where("deliveries.sequence", ">=", first)
          .where("deliveries.sequence", "<=", last)
          .where((eb) => eb.and([...conditions])),
      ),
    key: ({ delivery, ordinal }) => deliveryKey(delivery.eventPosition, ordinal),
    time: (key) => eventTime(db, accountId, Math.floor(key / DELIVERY_KEYS)),
  });
}

function conditionsOf(filter: DeliveryFilter): readonly RawBuilder<boolean>[] {
  const { status, eventType } = filter;
  return [
    ...(status ? [negatedOr(filter, "status", hasStatus(status))] : []),
    ...(eventType ? [negatedOr(filter, "eventType", sql`${TYPE_OF_DELIVERY} = ${eventType}`)] : []),
  ];
}
