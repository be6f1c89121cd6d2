import type { Endpoint } from "@plimsoll/core";
import { sql } from "kysely";
import { TABLES } from "../columns.ts";
import type { ListedEpisode, ListedNotification, NotificationReads } from "../port/notifications.ts";
import { decodeRow } from "../row-code.ts";
import type { Db } from "./database.ts";
import { counts } from "./counts.ts";
import { countedLimit, countedTotal, countOf, offsetOf, pageByPosition, totalOf } from "./pages.ts";

type Row = Readonly<Record<string, unknown>>;

export function notificationReads(db: Db): NotificationReads {
  return {
    async channel(accountId, id) {
      const row = await channels(db)
        .where("accountId", "=", accountId)
        .where("id", "=", id)
        .selectAll()
        .executeTakeFirst();
      return row ? decodeRow("endpoints", row) : null;
    },

    async channelById(id) {
      const row = await channels(db).where("id", "=", id).selectAll().executeTakeFirst();
      return row ? decodeRow("endpoints", row) : null;
    },

    async channels(accountId, page) {
      const living = channels(db).where("accountId", "=", accountId);
      const rest = living.$if(page.after !== undefined, (query) => query.where("id", ">", String(page.after)));
      const rows = await rest.selectAll().orderBy("id").limit(page.limit).offset(offsetOf(page)).execute();
      const total = await totalOf(page, () => countOf(living));
      return { rows: rows.map((row): Endpoint => decodeRow("endpoints", row)), total };
    },

    async route(accountId, id) {
      const row = await db
        .selectFrom("routes")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("id", "=", id)
        .executeTakeFirst();
      return row ? decodeRow("routes", row) : null;
    },

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

    async silence(accountId, id) {
      const row = await db
        .selectFrom("silences")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("id", "=", id)
        .executeTakeFirst();
      return row ? decodeRow("silences", row) : null;
    },

    async silences(accountId, page) {
      const all = db.selectFrom("silences").where("accountId", "=", accountId);
      const rows = await all
        .selectAll()
        .$if(page.after !== undefined, (query) => query.where("id", "<", String(page.after)))
        .orderBy("id", "desc")
        .limit(countedLimit(page))
        .offset(offsetOf(page))
        .execute();
      const total = await totalOf(page, () => countedTotal(db, all.select("id")));
      return { rows: rows.map((row) => decodeRow("silences", row)), total };
    },

    async openSilences(accountId) {
      const open = db.selectFrom("silences").selectAll().where("accountId", "=", accountId).where("openKey", "=", 1);
      return (await open.execute()).map((row) => decodeRow("silences", row));
    },

    async episode(accountId, id) {
      const row = await listedEpisodes(db, accountId).where("episodes.id", "=", id).executeTakeFirst();
      return row ? listedEpisode(row) : null;
    },

    async episodes(accountId, { open, walletId, featureId, from = null, to = null }, page) {
      if (open === null && walletId === null && featureId === null && from === null && to === null) {
        const { episodeCount } = await counts(db, accountId);
        return pageByPosition(listedEpisodes(db, accountId), "episodes.position", page, episodeCount, listedEpisode);
      }
      let rows = listedEpisodes(db, accountId);
      let matching = db.selectFrom("episodes").select("episodes.position").where("episodes.accountId", "=", accountId);
      if (open === true) {
        rows = rows.where("episodes.openKey", "=", 1);
        matching = matching.where("episodes.openKey", "=", 1);
      }
      if (open === false) {
        rows = rows.where("episodes.closedAt", "is not", null);
        matching = matching.where("episodes.closedAt", "is not", null);
      }
      if (walletId !== null) {
        rows = rows.where("episodes.walletId", "=", walletId);
        matching = matching.where("episodes.walletId", "=", walletId);
      }
      if (featureId !== null) {
        rows = rows.where("episodes.ownerKind", "=", "feature").where("episodes.ownerId", "=", featureId);
        matching = matching.where("episodes.ownerKind", "=", "feature").where("episodes.ownerId", "=", featureId);
      }
      if (from !== null) {
        rows = rows.where("episodes.openedAt", ">=", from);
        matching = matching.where("episodes.openedAt", ">=", from);
      }
      if (to !== null) {
        rows = rows.where("episodes.openedAt", "<", to);
        matching = matching.where("episodes.openedAt", "<", to);
      }
      const found = await rows
        .$if(page.after !== undefined, (query) => query.where("episodes.position", "<", Number(page.after)))
        .orderBy("episodes.position", "desc")
        .limit(countedLimit(page))
        .offset(offsetOf(page))
        .execute();
      const total = await totalOf(page, () => countedTotal(db, matching));
      return { rows: found.map(listedEpisode), total };
    },

    async episodeSteps({ accountId, walletId, ownerKind, ownerId, firstStep, lastStep }, limit) {
      const rows = await db
        .selectFrom("alertLog")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("walletId", "=", walletId)
        .where("ownerKind", "=", ownerKind)
        .where("ownerId", "=", ownerId)
        .where("streamPosition", ">=", firstStep)
        .where("streamPosition", "<=", lastStep)
        .orderBy("streamPosition")
        .limit(limit)
        .execute();
      return rows.map((row) => decodeRow("alertLog", row));
    },

    async notification(accountId, endpointId, sequence) {
      const row = await listedNotifications(db, accountId)
        .where("notifications.endpointId", "=", endpointId)
        .where("notifications.sequence", "=", sequence)
        .executeTakeFirst();
      return row ? listedNotification(row) : null;
    },

    async notifications(accountId, { episodeId, channelId, status }, page) {
      if (episodeId === null && channelId === null && status === null) {
        const { notificationCount } = await counts(db, accountId);
        const all = listedNotifications(db, accountId);
        return pageByPosition(all, "notifications.position", page, notificationCount, listedNotification);
      }
      let rows = listedNotifications(db, accountId);
      let matching = db
        .selectFrom("notifications")
        .innerJoin("deliveries", (join) =>
          join
            .onRef("deliveries.accountId", "=", "notifications.accountId")
            .onRef("deliveries.endpointId", "=", "notifications.endpointId")
            .onRef("deliveries.sequence", "=", "notifications.sequence"),
        )
        .select("notifications.position")
        .where("notifications.accountId", "=", accountId);
      if (episodeId !== null) {
        rows = rows.where("notifications.episodeId", "=", episodeId);
        matching = matching.where("notifications.episodeId", "=", episodeId);
      }
      if (channelId !== null) {
        rows = rows.where("notifications.endpointId", "=", channelId);
        matching = matching.where("notifications.endpointId", "=", channelId);
      }
      if (status !== null) {
        rows = rows.where("deliveries.status", "=", status);
        matching = matching.where("deliveries.status", "=", status);
      }
      const found = await rows
        .$if(page.after !== undefined, (query) => query.where("notifications.position", "<", Number(page.after)))
        .orderBy("notifications.position", "desc")
        .limit(countedLimit(page))
        .offset(offsetOf(page))
        .execute();
      const total = await totalOf(page, () => countedTotal(db, matching));
      return { rows: found.map(listedNotification), total };
    },

    async groupsDue(now, limit) {
      const rows = await db
        .selectFrom("noticeGroups")
        .select(["accountId", "endpointId", "groupKey", "part"])
        .where("dueAt", "<=", now)
        .orderBy("dueAt")
        .limit(limit)
        .execute();
      return rows.map((row) => ({ ...row, accountId: Number(row.accountId), part: Number(row.part) }));
    },

    async escalationsDue(now, limit) {
      const rows = await db
        .selectFrom("escalationTimers")
        .select(["accountId", "episodeId", "routeId"])
        .where("dueAt", "is not", null)
        .where("dueAt", "<=", now)
        .orderBy("dueAt")
        .limit(limit)
        .execute();
      return rows.map((row) => ({ ...row, accountId: Number(row.accountId) }));
    },

    async digest(accountId) {
      const row = await db.selectFrom("digests").selectAll().where("accountId", "=", accountId).executeTakeFirst();
      return row ? decodeRow("digests", row) : null;
    },

    async digestsDue(now, limit) {
      const rows = await db
        .selectFrom("digests")
        .select("accountId")
        .where("nextAt", "<=", now)
        .orderBy("nextAt")
        .limit(limit)
        .execute();
      return rows.map(({ accountId }) => Number(accountId));
    },

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

    async heartbeat(accountId) {
      const row = await db.selectFrom("heartbeats").selectAll().where("accountId", "=", accountId).executeTakeFirst();
      return row ? decodeRow("heartbeats", row) : null;
    },

    async heartbeats() {
      const rows = await db.selectFrom("heartbeats").selectAll().execute();
      return rows.map((row) => decodeRow("heartbeats", row));
    },

    async isWorking(since) {
      // A receiver that fails is no sign of this server.
      const late = await db
        .selectFrom("deliveries")
        .innerJoin("endpoints", (join) =>
          join
            .onRef("endpoints.accountId", "=", "deliveries.accountId")
            .onRef("endpoints.id", "=", "deliveries.endpointId"),
        )
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
        .select("id")
        .where("status", "=", "active")
        .where("lastSyncAt", "<=", since - LONGEST_POLL_MS)
        .limit(1)
        .executeTakeFirst();
      return unread === undefined;
    },

    async silencesDue(now, limit) {
      const rows = await db
        .selectFrom("silences")
        .select(["accountId", "id"])
        .where("dueAt", "is not", null)
        .where("dueAt", "<=", now)
        .orderBy("dueAt")
        .limit(limit)
        .execute();
      return rows.map(({ accountId, id }) => ({ accountId: Number(accountId), id }));
    },
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

function listedEpisodes(db: Db, accountId: number) {
  return db
    .selectFrom("episodes")
    .innerJoin("wallets", (join) =>
      join.onRef("wallets.accountId", "=", "episodes.accountId").onRef("wallets.id", "=", "episodes.walletId"),
    )
    .select(TABLES.episodes.columns.map(({ property }) => `episodes.${property} as e_${property}` as "episodes.id"))
    .select(TABLES.wallets.columns.map(({ property }) => `wallets.${property} as w_${property}` as "wallets.id"))
    .where("episodes.accountId", "=", accountId);
}

/** The columns that were selected with this prefix, under their own names. */
function part(row: Row, columns: readonly { readonly property: string }[], prefix: string): Row {
  return Object.fromEntries(columns.map(({ property }) => [property, row[camel(prefix + property)]]));
}

/** As the plugin of the queries renders an alias. */
function camel(alias: string): string {
  return alias.replace(/_([a-z])/, (_, letter: string) => letter.toUpperCase());
}

function listedEpisode(row: object): ListedEpisode {
  return {
    episode: decodeRow("episodes", part(row as Row, TABLES.episodes.columns, "e_")),
    wallet: decodeRow("wallets", part(row as Row, TABLES.wallets.columns, "w_")),
  };
}

function listedNotifications(db: Db, accountId: number) {
  return db
    .selectFrom("notifications")
    .innerJoin("deliveries", (join) =>
      join
        .onRef("deliveries.accountId", "=", "notifications.accountId")
        .onRef("deliveries.endpointId", "=", "notifications.endpointId")
        .onRef("deliveries.sequence", "=", "notifications.sequence"),
    )
    .select(
      TABLES.notifications.columns.map(
        ({ property }) => `notifications.${property} as n_${property}` as "notifications.kind",
      ),
    )
    .select(
      TABLES.deliveries.columns.map(({ property }) => `deliveries.${property} as d_${property}` as "deliveries.status"),
    )
    .where("notifications.accountId", "=", accountId);
}

function listedNotification(row: object): ListedNotification {
  return {
    notification: decodeRow("notifications", part(row as Row, TABLES.notifications.columns, "n_")),
    delivery: decodeRow("deliveries", part(row as Row, TABLES.deliveries.columns, "d_")),
  };
}
