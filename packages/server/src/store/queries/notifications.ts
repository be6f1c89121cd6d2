import type { AlertLogEntry, Endpoint } from "@plimsoll/core";
import { expressionBuilder, sql, type Expression, type RawBuilder, type SelectQueryBuilder } from "kysely";
import type { ListedEpisode, ListedNotification, NotificationReads } from "../port/notifications.ts";
import { decodeRow } from "../row-code.ts";
import { attemptsOf, withAttempts } from "./attempts.ts";
import { fixedQuery } from "./fixed-query.ts";
import { isSqlite, type Db, type Schema } from "./database.ts";
import { counts } from "./counts.ts";
import { columnsAs, joinedRow } from "./joined-rows.ts";
import { matchingWay } from "./matching.ts";
import { keptPositions, pageByKey, pageByPosition, type Positions } from "./pages.ts";
import { inItsAccount, integerWith, rowWith } from "./row.ts";
import { positionsOf, walkPage } from "./walk.ts";
import { ofEveryAccount } from "./every-account.ts";

/** Every position: an index has the entries, whatever their number. */
const ANY_POSITION: Positions = { first: 1, last: Number.MAX_SAFE_INTEGER - 1 };

async function notificationPositions(db: Db, accountId: number): Promise<Positions> {
  const { notificationCount } = await counts(db, accountId);
  const kept = db.selectFrom("notifications").where("accountId", "=", accountId);
  return keptPositions(kept, "notifications.position", notificationCount);
}

export function notificationReads(db: Db): NotificationReads {
  return {
    channel: (accountId, id) => channelOf(db, accountId, id),

    channelById: (id) => inItsAccount(db, id, (accountId) => channelOf(db, accountId, id)),

    async channels(accountId, page) {
      const living = channels(db).where("accountId", "=", accountId);
      return pageByKey(living, "id", page, (row) => decodeRow("endpoints", row));
    },

    route: (accountId, id) => rowWith(db, "routes", { accountId, id }),

    async routes(accountId) {
      const rows = await db
        .selectFrom("routes")
        .selectAll()
        .where("accountId", "=", accountId)
        .orderBy("createdAt")
        .orderBy("id")
        .execute();
      return rows.map((row) => decodeRow("routes", row));
    },

    silence: (accountId, id) => rowWith(db, "silences", { accountId, id }),

    async silences(accountId, page) {
      const all = db.selectFrom("silences").where("accountId", "=", accountId);
      return pageByKey(all, "id", page, (row) => decodeRow("silences", row), "desc");
    },

    async openSilences(accountId) {
      const open = db.selectFrom("silences").selectAll().where("accountId", "=", accountId).where("openKey", "=", 1);
      return (await open.execute()).map((row) => decodeRow("silences", row));
    },

    async episode(accountId, id) {
      const row = await listedEpisodes(db, accountId).where("episodes.id", "=", id).executeTakeFirst();
      return row ? listedEpisode(row) : null;
    },

    async episodesById(accountId, ids) {
      if (ids.length === 0) return new Map();
      const found = await db
        .selectFrom("episodes")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("id", "in", [...ids])
        .execute();
      return new Map(found.map((row) => [row.id, decodeRow("episodes", row)]));
    },

    async episodes(accountId, { open, walletId, featureId, worstState, ...period }, page) {
      const { episodeCount } = await counts(db, accountId);
      const of = await positionsOf({ first: 1, last: episodeCount }, period, (position) =>
        openedAt(db, accountId, position),
      );
      if ([open, walletId, featureId, worstState].every((each) => each === null)) {
        return pageByPosition(listedEpisodes(db, accountId), "episodes.position", page, of, listedEpisode);
      }
      const eb = expressionBuilder<Schema, "episodes">();
      const entries = (from: number, limit: number) =>
        db
          .selectFrom("episodes as entries")
          .select("entries.position")
          .where("entries.accountId", "=", accountId)
          .where((at) =>
            walletId === null ? at("entries.openKey", "is not", null) : at("entries.walletId", "=", walletId),
          )
          .where("entries.position", "<", from)
          .orderBy("entries.position", "desc")
          .limit(limit);
      const way = matchingWay({
        db,
        list: listedEpisodes(db, accountId),
        counted: db.selectFrom("episodes").where("episodes.accountId", "=", accountId),
        position: "episodes.position",
        of,
        conditions: [
          ...(open === null ? [] : [eb("episodes.openKey", open ? "is not" : "is", null)]),
          ...(featureId === null
            ? []
            : [eb("episodes.ownerKind", "=", "feature"), eb("episodes.ownerId", "=", featureId)]),
          ...(worstState === null ? [] : [eb("episodes.worstState", "=", worstState)]),
        ],
        entries: walletId !== null || open === true ? entries : null,
        decode: listedEpisode,
        key: ({ episode }) => episode.position,
        time: (position) => openedAt(db, accountId, position),
      });
      return walkPage(way, page);
    },

    firstSteps: (accountId, episodeIds, limit) =>
      stepsOf(db, accountId, episodeIds, sql`alert_log.stream_position < episodes.first_step + ${limit}`),

    lastSteps: (accountId, episodeIds, limit) =>
      stepsOf(db, accountId, episodeIds, sql`alert_log.stream_position > episodes.last_step - ${limit}`),

    async notification(accountId, endpointId, sequence) {
      const rows = await withAttempts(
        listedNotifications(db, accountId)
          .where("notifications.endpointId", "=", endpointId)
          .where("notifications.sequence", "=", sequence),
      ).execute();
      return rows[0] ? { ...listedNotification(rows[0]), attempts: attemptsOf(rows) } : null;
    },

    async notifications(accountId, { episodeId, channelId, status }, page) {
      const list = listedNotifications(db, accountId);
      const isIndexed = episodeId !== null || channelId !== null;
      const of = isIndexed ? ANY_POSITION : await notificationPositions(db, accountId);
      if (!isIndexed && status === null) {
        return pageByPosition(list, "notifications.position", page, of, listedNotification);
      }
      const eb = expressionBuilder<Schema, "notifications">();
      const entries = (from: number, limit: number) =>
        db
          .selectFrom("notifications as entries")
          .select("entries.position")
          .where("entries.accountId", "=", accountId)
          .where((at) =>
            episodeId === null ? at("entries.endpointId", "=", channelId) : at("entries.episodeId", "=", episodeId),
          )
          .where("entries.position", "<", from)
          .orderBy("entries.position", "desc")
          .limit(limit);
      const way = matchingWay({
        db,
        list,
        counted: notificationsWithDeliveries(db, accountId),
        position: "notifications.position",
        of,
        conditions: [
          ...(channelId === null ? [] : [eb("notifications.endpointId", "=", channelId)]),
          // Wrapped, so that no plan begins with an index of it.
          ...(status === null ? [] : [sql<boolean>`coalesce(deliveries.status, '') = ${status}`]),
        ],
        entries: isIndexed ? entries : null,
        decode: listedNotification,
        key: ({ notification }) => notification.position,
      });
      return walkPage(way, page);
    },

    newestNotifications: newestOfEach(db, (accountId) => listedNotifications(db, accountId), listedNotification),

    notificationSummaries: newestOfEach(
      db,
      (accountId) =>
        notificationsWithDeliveries(db, accountId)
          .innerJoin("endpoints", (join) =>
            join
              .onRef("endpoints.accountId", "=", "notifications.accountId")
              .onRef("endpoints.id", "=", "notifications.endpointId"),
          )
          .select(["notifications.kind", "notifications.level", "notifications.createdAt", "deliveries.status"])
          .select(["endpoints.id as channelId", "endpoints.name as channel"]),
      (row) => ({ ...row, channel: row.channel ?? "", createdAt: Number(row.createdAt) }),
    ),

    groupsDue: fixedQuery(
      db,
      (now: number, limit: number) =>
        db
          .selectFrom("noticeGroups")
          .modifyFront(ofEveryAccount("notices that are due"))
          .select(["accountId", "endpointId", "routeId", "part"])
          .where("dueAt", "<=", now)
          .orderBy("dueAt")
          .orderBy("part")
          .limit(limit),
      (rows) => rows.map((row) => ({ ...row, accountId: Number(row.accountId), part: Number(row.part) })),
    ),

    escalationsDue: fixedQuery(
      db,
      (now: number, limit: number) =>
        db
          .selectFrom("escalationTimers")
          .modifyFront(ofEveryAccount("escalations that are due"))
          .select(["accountId", "episodeId", "routeId"])
          .where("dueAt", "is not", null)
          .where("dueAt", "<=", now)
          .orderBy("dueAt")
          .limit(limit),
      (rows) => rows.map((row) => ({ ...row, accountId: Number(row.accountId) })),
    ),

    digest: (accountId) => rowWith(db, "digests", { accountId }),

    digestsDue: fixedQuery(
      db,
      (now: number, limit: number) =>
        db
          .selectFrom("digests")
          .modifyFront(ofEveryAccount("digests that are due"))
          .select("accountId")
          .where("nextAt", "<=", now)
          .orderBy("nextAt")
          .limit(limit),
      (rows) => rows.map(({ accountId }) => Number(accountId)),
    ),

    async digestWallets(accountId, limit) {
      const rows = await db
        .selectFrom("wallets")
        .select("id")
        .where("accountId", "=", accountId)
        .where("status", "!=", "closed")
        .orderBy(sql`CASE WHEN alert_state = 'ok' THEN 1 ELSE 0 END`)
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(({ id }) => Number(id));
    },

    heartbeat: (accountId) => rowWith(db, "heartbeats", { accountId }),

    heartbeats: fixedQuery(
      db,
      () => db.selectFrom("heartbeats").modifyFront(ofEveryAccount("heartbeats")).selectAll(),
      (rows) => rows.map((row) => decodeRow("heartbeats", row)),
    ),

    async isWorking(since) {
      // A receiver that fails is no sign of this server.
      const late = await db
        .selectFrom("deliveries")
        .innerJoin("endpoints", (join) =>
          join
            .onRef("endpoints.accountId", "=", "deliveries.accountId")
            .onRef("endpoints.id", "=", "deliveries.endpointId"),
        )
        .modifyFront(ofEveryAccount("deliveries that are late"))
        .select("deliveries.sequence")
        .where(sql<boolean>`deliveries.status = 'pending'`)
        .where("endpoints.status", "=", "enabled")
        .where("endpoints.failingSince", "is", null)
        .where("deliveries.attemptCount", "=", 0)
        .where("deliveries.nextAttemptAt", "<=", since)
        .limit(1)
        .executeTakeFirst();
      if (late !== undefined) return false;
      // The status becomes failing with the first poll that fails.
      const unread = await db
        .selectFrom("providers")
        .modifyFront(ofEveryAccount("providers that are not read"))
        .select("id")
        .where("status", "=", "active")
        .where("lastSyncAt", "<=", since - LONGEST_POLL_MS)
        .limit(1)
        .executeTakeFirst();
      return unread === undefined;
    },

    silencesDue: fixedQuery(
      db,
      (now: number, limit: number) =>
        db
          .selectFrom("silences")
          .modifyFront(ofEveryAccount("silences that end"))
          .select(["accountId", "id"])
          .where("dueAt", "is not", null)
          .where("dueAt", "<=", now)
          .orderBy("dueAt")
          .limit(limit),
      (rows) => rows.map(({ accountId, id }) => ({ accountId: Number(accountId), id })),
    ),
  };
}

/** @limit Channels: time between two polls of a provider, beyond which a heartbeat counts the poller as late. */
const LONGEST_POLL_MS = 3_600_000;

function channels(db: Db) {
  return db
    .selectFrom("endpoints")
    .where(sql<boolean>`kind <> 'signed-webhook'`)
    .where("status", "!=", "deleted");
}

async function channelOf(db: Db, accountId: number, id: string): Promise<Endpoint | null> {
  const row = await channels(db).where("accountId", "=", accountId).where("id", "=", id).selectAll().executeTakeFirst();
  return row ? decodeRow("endpoints", row) : null;
}

function openedAt(db: Db, accountId: number, position: number): Promise<number | null> {
  return integerWith(db, "episodes", "openedAt", { accountId, position });
}

function listedEpisodes(db: Db, accountId: number) {
  return db
    .selectFrom("episodes")
    .innerJoin("wallets", (join) =>
      join.onRef("wallets.accountId", "=", "episodes.accountId").onRef("wallets.id", "=", "episodes.walletId"),
    )
    .select(columnsAs("episodes", "e_"))
    .select(columnsAs("wallets", "w_"))
    .where("episodes.accountId", "=", accountId);
}

function listedEpisode(row: object): ListedEpisode {
  return {
    episode: joinedRow("episodes", row, "e_"),
    wallet: joinedRow("wallets", row, "w_"),
  };
}

/** The steps of each episode that fulfil the condition, oldest first, by the episode's id. */
async function stepsOf(
  db: Db,
  accountId: number,
  episodeIds: readonly string[],
  condition: RawBuilder<boolean>,
): Promise<ReadonlyMap<string, readonly AlertLogEntry[]>> {
  if (episodeIds.length === 0) return new Map();
  const rows = await db
    .selectFrom("episodes")
    .innerJoin("alertLog", (join) =>
      join
        .onRef("alertLog.accountId", "=", "episodes.accountId")
        .onRef("alertLog.walletId", "=", "episodes.walletId")
        .onRef("alertLog.ownerKind", "=", "episodes.ownerKind")
        .onRef("alertLog.ownerId", "=", "episodes.ownerId")
        .onRef("alertLog.streamPosition", ">=", "episodes.firstStep")
        .onRef("alertLog.streamPosition", "<=", "episodes.lastStep"),
    )
    .select("episodes.id as episode")
    .select(columnsAs("alertLog", "l_"))
    .where("episodes.accountId", "=", accountId)
    .where("episodes.id", "in", [...episodeIds])
    .where(condition)
    .orderBy("alertLog.streamPosition")
    .execute();
  return byEpisode(rows, (row) => joinedRow("alertLog", row, "l_"));
}

function byEpisode<Row extends { readonly episode: string | null }, Item>(
  rows: readonly Row[],
  decode: (row: Row) => Item,
): ReadonlyMap<string, readonly Item[]> {
  const found = new Map<string, Item[]>();
  for (const row of rows) {
    const of = found.get(row.episode ?? "") ?? [];
    found.set(row.episode ?? "", of);
    of.push(decode(row));
  }
  return found;
}

/**
 * The newest notifications about each episode, at most `limit`, by the episode's id. PostgreSQL finds those of all in one
 * round trip; SQLite has neither round trips nor lateral joins.
 */
function newestOfEach<Row, Item>(
  db: Db,
  of: (accountId: number) => SelectQueryBuilder<Schema, "notifications", Row>,
  decode: (row: Row) => Item,
): (accountId: number, episodeIds: readonly string[], limit: number) => Promise<ReadonlyMap<string, readonly Item[]>> {
  const newest = (accountId: number, episodeId: Expression<string> | string, limit: number) =>
    of(accountId)
      .select("notifications.episodeId as episode")
      .where("notifications.episodeId", "=", episodeId)
      .orderBy("notifications.position", "desc")
      .limit(limit);
  const ofOne = fixedQuery(db, newest, (rows) => rows);
  return async (accountId, episodeIds, limit) => {
    if (isSqlite(db)) {
      const each = [];
      for (const id of episodeIds) each.push(...(await ofOne(accountId, id, limit)));
      return byEpisode(each, decode);
    }
    const ofAll = sql<Row & { episode: string }>`SELECT newest.* FROM unnest(${[...episodeIds]}::text[]) AS wanted (id)
      CROSS JOIN LATERAL (${newest(accountId, sql<string>`wanted.id`, limit)}) AS newest`;
    return byEpisode((await ofAll.execute(db)).rows, decode);
  };
}

function notificationsWithDeliveries(db: Db, accountId: number) {
  return db
    .selectFrom("notifications")
    .innerJoin("deliveries", (join) =>
      join
        .onRef("deliveries.accountId", "=", "notifications.accountId")
        .onRef("deliveries.endpointId", "=", "notifications.endpointId")
        .onRef("deliveries.sequence", "=", "notifications.sequence"),
    )
    .where("notifications.accountId", "=", accountId);
}

function listedNotifications(db: Db, accountId: number) {
  return notificationsWithDeliveries(db, accountId)
    .select(columnsAs("notifications", "n_"))
    .select(columnsAs("deliveries", "d_"));
}

function listedNotification(row: object): ListedNotification {
  return {
    notification: joinedRow("notifications", row, "n_"),
    delivery: joinedRow("deliveries", row, "d_"),
  };
}
