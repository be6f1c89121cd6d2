import type { Attempt, DeliveryStatus, Endpoint } from "@plimsoll/core";
import { sql, type ExpressionBuilder, type RawBuilder } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { DeliveryRow, LastAttempt, PendingDelivery } from "../port/deliveries.ts";
import { isChannelId, pendingNotification } from "../pending-notification.ts";
import type { PageOf } from "../port/page.ts";
import type { Reads } from "../port/reads.ts";
import { attemptsOf, lastAttemptOf, withAttempts, withLastAttempt } from "./attempts.ts";
import type { Db, Schema } from "./database.ts";
import { eventsAt } from "./event-rows.ts";
import { withEvents } from "./event-subjects.ts";
import { matchingWay } from "./matching.ts";
import { filterConditions } from "./filter-conditions.ts";
import { keptPositions, pageByKey, pageByPosition } from "./pages.ts";
import { walkPage } from "./walk.ts";
import { ofEveryAccount } from "./every-account.ts";

/** @limit Deliveries: accounts that one search for deliveries to be made returns; the next search finds the others. */
const ACCOUNTS_BEHIND = 1_000;

type DeliveryReads = Pick<
  Reads,
  | "endpoint"
  | "endpoints"
  | "deliveries"
  | "delivery"
  | "replayable"
  | "targets"
  | "accountsBehind"
  | "endpointsBehind"
  | "due"
  | "nextDueAt"
>;

export function deliveryReads(db: Db): DeliveryReads {
  return {
    endpoint: (accountId, id) => endpoint(db, accountId, id),

    async endpoints(accountId, page, filter = {}) {
      const living = db
        .selectFrom("endpoints")
        .where("accountId", "=", accountId)
        .where("kind", "=", "signed-webhook")
        .where("status", "!=", "deleted")
        .where((eb) =>
          eb.and(
            filterConditions(db, filter, ["endpoints.url", "endpoints.description"], { status: "endpoints.status" }),
          ),
        );
      return pageByKey(living, "id", page, (row) => decodeRow("endpoints", row));
    },

    async deliveries(accountId, endpointId, { status }, page) {
      const last = (await endpoint(db, accountId, endpointId))?.deliveryCount ?? 0;
      const list = listedDeliveries(db, accountId, endpointId);
      const rows = db.selectFrom("deliveries").where("accountId", "=", accountId).where("endpointId", "=", endpointId);
      const of = await keptPositions(rows, "deliveries.sequence", last);
      const read = async (): Promise<PageOf<DeliveryRow>> => {
        if (status === null) return pageByPosition(list, "deliveries.sequence", page, of, toDelivery);
        const way = matchingWay({
          db,
          list,
          counted: db
            .selectFrom("deliveries")
            .where("deliveries.accountId", "=", accountId)
            .where("deliveries.endpointId", "=", endpointId),
          position: "deliveries.sequence",
          of,
          conditions: [hasStatus(status)],
          decode: toDelivery,
          key: ({ delivery }) => delivery.sequence,
        });
        return walkPage(way, page);
      };
      const found = await read();
      return { ...found, rows: await withEvents(db, accountId, found.rows) };
    },

    async delivery(accountId, endpointId, sequence) {
      const rows = await withAttempts(
        deliveriesOf(db, accountId, endpointId).where("deliveries.sequence", "=", sequence),
      ).execute();
      if (!rows[0]) return null;
      const attempts = attemptsOf(rows);
      const last = attempts.find(({ number }) => number === Number(rows[0]?.attemptCount));
      const delivery = decodeRow("deliveries", rows[0]);
      const found = { delivery, lastAttempt: last === undefined ? null : withoutResponse(last) };
      const [listed] = await withEvents(db, accountId, [found]);
      return listed ? { ...listed, attempts } : null;
    },

    async replayable(accountId, endpointId, { since, until, statuses }, after, limit) {
      if (statuses.length === 0) return [];
      const rows = await db
        .selectFrom("deliveries")
        .select("sequence")
        .where("accountId", "=", accountId)
        .where("endpointId", "=", endpointId)
        .where("status", "in", [...statuses])
        .where("createdAt", ">=", since)
        .where("createdAt", "<=", until)
        .where("sequence", ">", after)
        .orderBy("sequence")
        .limit(limit)
        .execute();
      return rows.map(({ sequence }) => Number(sequence));
    },

    async targets() {
      const rows = await db
        .selectFrom("endpoints")
        .modifyFront(ofEveryAccount("endpoints that are enabled"))
        .selectAll()
        .where("status", "=", "enabled")
        .execute();
      return rows.map((row) => decodeRow("endpoints", row));
    },

    async accountsBehind() {
      const behind = db
        .selectFrom("accounts")
        .modifyFront(ofEveryAccount("accounts with events to deliver"))
        .whereRef("fannedOut", "<", "eventCount");
      const rows = await behind.select("id").orderBy("id").limit(ACCOUNTS_BEHIND).execute();
      return rows.map(({ id }) => Number(id));
    },

    async endpointsBehind(accountId) {
      const rows = await db
        .selectFrom("endpoints")
        .innerJoin("accounts", "accounts.id", "endpoints.accountId")
        .select("endpoints.id")
        .where("endpoints.accountId", "=", accountId)
        .where(sql<boolean>`endpoints.kind = 'signed-webhook'`)
        .where("endpoints.status", "!=", "deleted")
        .whereRef("accounts.fannedOut", "<", "accounts.eventCount")
        .whereRef("endpoints.fannedOut", "<", "accounts.eventCount")
        .orderBy("endpoints.fannedOut")
        .orderBy("endpoints.id")
        .execute();
      return rows.map(({ id }) => id);
    },

    async due(accountId, endpointId, after, now, limit) {
      if (isChannelId(endpointId)) return dueNotifications(db, accountId, endpointId, { after, now, limit });
      let query = pending(db, accountId, endpointId)
        .innerJoin("endpoints", (join) =>
          join
            .onRef("endpoints.accountId", "=", "deliveries.accountId")
            .onRef("endpoints.id", "=", "deliveries.endpointId"),
        )
        .select(["endpoints.version", "deliveries.sequence", "deliveries.eventPosition", "deliveries.nextAttemptAt"])
        .where("deliveries.nextAttemptAt", "<=", now)
        .orderBy("deliveries.nextAttemptAt")
        .orderBy("deliveries.sequence")
        .limit(limit);
      if (after) query = query.where(isAfter(after));
      const rows = await query.execute();
      const events = await eventsAt(db, accountId, new Set(rows.map((row) => Number(row.eventPosition))));
      return rows.flatMap((row) => {
        const event = events.get(Number(row.eventPosition))?.event;
        // Gone with its delivery, which is not pending any more.
        if (!event) return [];
        return [
          {
            accountId,
            endpointId,
            sequence: Number(row.sequence),
            eventId: event.id,
            eventType: event.type,
            body: event.payload,
            dueAt: Number(row.nextAttemptAt),
            targetVersion: Number(row.version),
          },
        ];
      });
    },

    async nextDueAt(accountId, endpointId, now) {
      const row = await pending(db, accountId, endpointId)
        .select("deliveries.nextAttemptAt")
        .where("deliveries.nextAttemptAt", ">", now)
        .orderBy("deliveries.nextAttemptAt")
        .limit(1)
        .executeTakeFirst();
      return row ? Number(row.nextAttemptAt) : null;
    },
  };
}

async function endpoint(db: Db, accountId: number, id: string): Promise<Endpoint | null> {
  const row = await db
    .selectFrom("endpoints")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "=", id)
    .where("kind", "=", "signed-webhook")
    .where("status", "!=", "deleted")
    .executeTakeFirst();
  return row ? decodeRow("endpoints", row) : null;
}

/** The pending notifications of a channel, as `due` has events' deliveries. */
async function dueNotifications(
  db: Db,
  accountId: number,
  channelId: string,
  { after, now, limit }: { readonly after: Cursor | null; readonly now: number; readonly limit: number },
): Promise<PendingDelivery[]> {
  let query = pending(db, accountId, channelId)
    .innerJoin("notifications", (join) =>
      join
        .onRef("notifications.accountId", "=", "deliveries.accountId")
        .onRef("notifications.endpointId", "=", "deliveries.endpointId")
        .onRef("notifications.sequence", "=", "deliveries.sequence"),
    )
    .innerJoin("endpoints", (join) =>
      join
        .onRef("endpoints.accountId", "=", "deliveries.accountId")
        .onRef("endpoints.id", "=", "deliveries.endpointId"),
    )
    .select(["endpoints.version", "deliveries.sequence", "deliveries.nextAttemptAt", "notifications.payload"])
    .where("deliveries.nextAttemptAt", "<=", now)
    .orderBy("deliveries.nextAttemptAt")
    .orderBy("deliveries.sequence")
    .limit(limit);
  if (after) query = query.where(isAfter(after));
  const rows = await query.execute();
  return rows.map((row) =>
    pendingNotification({
      accountId,
      endpointId: channelId,
      sequence: Number(row.sequence),
      payload: row.payload,
      dueAt: Number(row.nextAttemptAt),
      targetVersion: Number(row.version),
    }),
  );
}

interface Cursor {
  readonly dueAt: number;
  readonly sequence: number;
}

/** Strictly after the cursor, in the order of due times. */
function isAfter({ dueAt, sequence }: Cursor) {
  return (eb: ExpressionBuilder<Schema, "deliveries">) =>
    eb.or([
      eb("deliveries.nextAttemptAt", ">", dueAt),
      eb.and([eb("deliveries.nextAttemptAt", "=", dueAt), eb("deliveries.sequence", ">", sequence)]),
    ]);
}

function pending(db: Db, accountId: number, endpointId: string) {
  return (
    db
      .selectFrom("deliveries")
      .where("deliveries.accountId", "=", accountId)
      .where("deliveries.endpointId", "=", endpointId)
      // A literal instead of a parameter, because the partial index is used only for the literal.
      .where(sql<boolean>`deliveries.status = 'pending'`)
  );
}

/** Repeats the predicate of the index, in literals: otherwise SQLite compares the status of each delivery. */
export function hasStatus(status: DeliveryStatus): RawBuilder<boolean> {
  const isIt = sql<boolean>`deliveries.status = ${sql.lit(status)}`;
  return status === "delivered" ? isIt : sql<boolean>`(${isIt} AND deliveries.status <> 'delivered')`;
}

/** Each with its last attempt. */
export function listedDeliveries(db: Db, accountId: number, endpointId: string) {
  return withLastAttempt(deliveriesOf(db, accountId, endpointId));
}

function deliveriesOf(db: Db, accountId: number, endpointId: string) {
  return db
    .selectFrom("deliveries")
    .selectAll("deliveries")
    .where("deliveries.accountId", "=", accountId)
    .where("deliveries.endpointId", "=", endpointId);
}

function withoutResponse({ at, status, latencyMs, error }: Attempt): LastAttempt {
  return { at, status, latencyMs, error };
}

export function toDelivery(row: Parameters<typeof lastAttemptOf>[0]): DeliveryRow {
  return {
    delivery: decodeRow("deliveries", row as unknown as Record<string, unknown>),
    lastAttempt: lastAttemptOf(row),
  };
}
