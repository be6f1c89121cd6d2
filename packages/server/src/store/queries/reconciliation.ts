import { sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { countOf, offsetOf, pageByPosition, totalOf } from "./pages.ts";

type ReconciliationReads = Pick<
  Reads,
  | "drifts"
  | "campaigns"
  | "waitingExternalIds"
  | "mirrorsOf"
  | "staleMirrors"
  | "unconfirmedMirrors"
  | "lastHookAt"
  | "allProviders"
  | "currentCampaigns"
  | "campaignsOf"
  | "historiesDue"
  | "driftingWallets"
>;

export function reconciliationReads(db: Db): ReconciliationReads {
  return {
    async drifts(accountId, providerId, page) {
      const provider = await db
        .selectFrom("providers")
        .select("driftCount")
        .where("accountId", "=", accountId)
        .where("id", "=", providerId)
        .executeTakeFirst();
      const total = Number(provider?.driftCount ?? 0);
      const all = db
        .selectFrom("drifts")
        .innerJoin("wallets", (join) =>
          join.onRef("wallets.accountId", "=", "drifts.accountId").onRef("wallets.id", "=", "drifts.walletId"),
        )
        .selectAll("drifts")
        .select(["wallets.currency", "wallets.assetScale"])
        .where("drifts.accountId", "=", accountId)
        .where("drifts.providerId", "=", providerId);
      return pageByPosition(all, "position", page, total, (row) => ({
        drift: decodeRow("drifts", row),
        denomination: { currency: row.currency, assetScale: Number(row.assetScale) },
      }));
    },

    async campaigns(accountId, page) {
      const all = db.selectFrom("campaigns").where("accountId", "=", accountId).where("cancelled", "=", 0);
      const part = all.$if(page.after !== undefined, (query) => query.where("id", "<", String(page.after)));
      const rows = await part.selectAll().orderBy("id", "desc").limit(page.limit).offset(offsetOf(page)).execute();
      const total = await totalOf(page, () => countOf(all));
      return { rows: rows.map((row) => decodeRow("campaigns", row)), total };
    },

    async waitingExternalIds(accountId, providerId, limit) {
      const rows = await db
        .selectFrom("waitingEvents")
        .select("externalWalletId")
        .distinct()
        .where("accountId", "=", accountId)
        .where("providerId", "=", providerId)
        .limit(limit)
        .execute();
      return rows.map(({ externalWalletId }) => externalWalletId);
    },

    async mirrorsOf(accountId, providerId, limit) {
      const rows = await db
        .selectFrom("wallets")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("providerId", "=", providerId)
        .orderBy("externalId")
        .limit(limit)
        .execute();
      return rows.map((row) => decodeRow("wallets", row));
    },

    async staleMirrors(accountId, providerId, before, limit) {
      const rows = await db
        .selectFrom("wallets")
        .select("id")
        .where("accountId", "=", accountId)
        .where("providerId", "=", providerId)
        .where("stale", "=", 0)
        .where(sql<boolean>`coalesce(synced_at, created_at) < ${before}`)
        .limit(limit)
        .execute();
      return rows.map(({ id }) => Number(id));
    },

    async unconfirmedMirrors(accountId, providerId, { reading, after }, limit) {
      const rows = await db
        .selectFrom("wallets")
        .select(["id", "externalId", "stale"])
        .where("accountId", "=", accountId)
        .where("providerId", "=", providerId)
        .where((eb) => eb.or([eb("snapshotReading", "is", null), eb("snapshotReading", "<", reading.number)]))
        .where("status", "!=", "closed")
        .where("id", ">", after)
        .where("id", "<=", reading.lastWalletId)
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        id: Number(row.id),
        externalId: row.externalId ?? "",
        stale: Number(row.stale) === 1,
      }));
    },

    async lastHookAt(accountId, providerId) {
      const row = await db
        .selectFrom("wallets")
        .select((eb) => eb.fn.max("eventAt").as("last"))
        .where("accountId", "=", accountId)
        .where("providerId", "=", providerId)
        .executeTakeFirst();
      return row?.last === null || row?.last === undefined ? null : Number(row.last);
    },

    async allProviders() {
      const rows = await db.selectFrom("providers").selectAll().execute();
      return rows.map((row) => decodeRow("providers", row));
    },

    async currentCampaigns(now) {
      const rows = await db
        .selectFrom("campaigns")
        .selectAll()
        .where("startsAt", "<=", now)
        .where("endsAt", ">", now)
        .execute();
      return rows.map((row) => decodeRow("campaigns", row));
    },

    async campaignsOf(accountId, now) {
      const rows = await db
        .selectFrom("campaigns")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("startsAt", "<=", now)
        .where("endsAt", ">", now)
        .execute();
      return rows.map((row) => decodeRow("campaigns", row));
    },

    async historiesDue(accountId, providerId, limit) {
      const rows = await db
        .selectFrom("wallets")
        .select(["id", "externalId", "historyBefore"])
        .where("accountId", "=", accountId)
        .where("providerId", "=", providerId)
        .where("historyBefore", "is not", null)
        .where("status", "!=", "closed")
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        walletId: Number(row.id),
        externalId: row.externalId ?? "",
        before: Number(row.historyBefore),
      }));
    },

    async driftingWallets({ openedBefore, searchedBefore, now, exceptProviders = [], exceptAccounts = [] }, limit) {
      const rows = await db
        .selectFrom("drifts")
        .innerJoin("wallets", (join) =>
          join.onRef("wallets.accountId", "=", "drifts.accountId").onRef("wallets.id", "=", "drifts.walletId"),
        )
        // A deleted provider has nothing to be searched.
        .innerJoin("providers", (join) =>
          join.onRef("providers.accountId", "=", "drifts.accountId").onRef("providers.id", "=", "drifts.providerId"),
        )
        .select(["drifts.accountId", "drifts.providerId", "drifts.walletId", "wallets.externalId"])
        .select((eb) => [eb.fn.min("drifts.fromLow").as("fromLow"), eb.fn.min("drifts.toLow").as("toLow")])
        .where("drifts.status", "=", "open")
        .where((eb) =>
          eb.or([
            eb.and([eb("drifts.investigations", "=", 0), eb("drifts.updatedAt", "<=", openedBefore)]),
            eb("drifts.updatedAt", "<=", searchedBefore),
            // The clock was set back since.
            eb("drifts.updatedAt", ">", now),
          ]),
        )
        .$if(exceptProviders.length > 0, (query) => query.where("drifts.providerId", "not in", [...exceptProviders]))
        .$if(exceptAccounts.length > 0, (query) => query.where("drifts.accountId", "not in", [...exceptAccounts]))
        .groupBy(["drifts.accountId", "drifts.providerId", "drifts.walletId", "wallets.externalId"])
        .orderBy((eb) => eb.fn.min("drifts.createdAt"))
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        accountId: Number(row.accountId),
        providerId: row.providerId,
        walletId: Number(row.walletId),
        externalId: row.externalId ?? "",
        // The provider's clock may have been set back between the two snapshots; a date in whole seconds is truncated.
        since: Math.min(Number(row.fromLow ?? 0), Number(row.toLow ?? 0)) - 1_000,
      }));
    },
  };
}
