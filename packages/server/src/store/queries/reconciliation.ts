import { explanationsOf, type Drift, type Transaction } from "@plimsoll/core";
import { sql } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { ListedDrift } from "../port/providers.ts";
import type { Reads } from "../port/reads.ts";
import { fixedQuery } from "./fixed-query.ts";
import { fromIndex, type Db } from "./database.ts";
import { pageByKey, pageByPosition } from "./pages.ts";
import { integerWith, rowWith } from "./row.ts";
import { positionsBelow } from "./walk.ts";
import { ofEveryAccount } from "./every-account.ts";

type ReconciliationReads = Pick<
  Reads,
  | "drifts"
  | "drift"
  | "driftWith"
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

/** @limit Lists and chores: a wallet's transactions, back from a drift, among which those of its time are found. */
const BEFORE_DRIFT = 1_000;
/** @limit Lists and chores: a wallet's transactions after a drift among which late ones of its time are found. */
const AFTER_DRIFT = 200;

export function reconciliationReads(db: Db): ReconciliationReads {
  return {
    async drift(accountId, providerId, id) {
      const row = await listedDrifts(db, accountId, providerId).where("drifts.id", "=", id).executeTakeFirst();
      if (!row) return null;
      const listed = listedDrift(row);
      const listing = await db
        .selectFrom("driftListings")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("driftId", "=", id)
        .executeTakeFirst();
      return {
        ...listed,
        listing: listing ? decodeRow("driftListings", listing) : null,
        ...(await transactionsAround(db, listed.drift)),
      };
    },

    async drifts(accountId, providerId, page) {
      const provider = await db
        .selectFrom("providers")
        .select("driftCount")
        .where("accountId", "=", accountId)
        .where("id", "=", providerId)
        .executeTakeFirst();
      const total = Number(provider?.driftCount ?? 0);
      return pageByPosition(listedDrifts(db, accountId, providerId), "position", page, total, listedDrift);
    },

    async driftWith(accountId, providerId, transactionId) {
      const provider = { accountId, id: providerId };
      const count = (await integerWith(db, "providers", "driftCount", provider)) ?? 0;
      // Transactions of later drifts have higher ids.
      const position = await positionsBelow(count, transactionId + 1, (at) =>
        integerWith(db, "drifts", "transactionId", { accountId, providerId, position: at }),
      );
      const drift = await rowWith(db, "drifts", { accountId, providerId, position });
      return drift?.transactionId === transactionId ? drift : null;
    },

    async campaigns(accountId, page) {
      const all = db.selectFrom("campaigns").where("accountId", "=", accountId).where("cancelled", "=", 0);
      return pageByKey(all, "id", page, (row) => decodeRow("campaigns", row), "desc");
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

    allProviders: fixedQuery(
      db,
      () => db.selectFrom("providers").modifyFront(ofEveryAccount("providers")).selectAll(),
      (rows) => rows.map((row) => decodeRow("providers", row)),
    ),

    currentCampaigns: fixedQuery(
      db,
      (now: number) =>
        db
          .selectFrom("campaigns")
          .modifyFront(ofEveryAccount("campaigns under way"))
          .selectAll()
          .where("startsAt", "<=", now)
          .where("endsAt", ">", now),
      (rows) => rows.map((row) => decodeRow("campaigns", row)),
    ),

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

    async historiesDue(accountId, providerId, after, limit) {
      const rows = await fromIndex(db, "wallets", "wallets_history")
        .select(["id", "externalId", "historyBefore"])
        .where("accountId", "=", accountId)
        .where("providerId", "=", providerId)
        .where("historyBefore", "is not", null)
        .where("status", "!=", "closed")
        .where("id", ">", after)
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
        .modifyFront(ofEveryAccount("drifts to be investigated"))
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

function listedDrifts(db: Db, accountId: number, providerId: string) {
  return db
    .selectFrom("drifts")
    .innerJoin("wallets", (join) =>
      join.onRef("wallets.accountId", "=", "drifts.accountId").onRef("wallets.id", "=", "drifts.walletId"),
    )
    .selectAll("drifts")
    .select(["wallets.currency", "wallets.assetScale"])
    .where("drifts.accountId", "=", accountId)
    .where("drifts.providerId", "=", providerId);
}

type DriftRow = Awaited<ReturnType<ReturnType<typeof listedDrifts>["executeTakeFirstOrThrow"]>>;

function listedDrift(row: DriftRow): ListedDrift {
  return {
    drift: decodeRow("drifts", row),
    denomination: { currency: row.currency, assetScale: Number(row.assetScale) },
  };
}

/** The wallet's transactions around a drift, by their sequence, and those that explain it. */
async function transactionsAround(
  db: Db,
  drift: Drift,
): Promise<{ readonly transactions: readonly Transaction[]; readonly complete: boolean }> {
  const { accountId, walletId, transactionId, since } = drift;
  const all = db.selectFrom("transactions").selectAll().where("accountId", "=", accountId);
  const own = await all.where("id", "=", transactionId).executeTakeFirst();
  const sequence = Number(own?.sequence ?? 0);
  const around = await all
    .where("walletId", "=", walletId)
    .where("sequence", ">", sequence - BEFORE_DRIFT)
    .where("sequence", "<=", sequence + AFTER_DRIFT)
    .orderBy("sequence")
    .execute();
  const transactions = around.map((row) => decodeRow("transactions", row));
  const first = transactions[0];
  const missing = explanationsOf(drift)
    .map((explanation) => explanation.transactionId)
    .filter((id) => !transactions.some((transaction) => transaction.id === id));
  const explaining = missing.length === 0 ? [] : await all.where("id", "in", missing).execute();
  return {
    transactions: [...transactions, ...explaining.map((row) => decodeRow("transactions", row))],
    complete: !first || first.sequence === 1 || first.createdAt < since,
  };
}
