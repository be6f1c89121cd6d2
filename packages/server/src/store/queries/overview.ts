import { SEVERITY, type AlertState, type AlertStream, type Wallet } from "@plimsoll/core";
import { sql } from "kysely";
import type { OverviewReads, SettingsSubject } from "../port/overview.ts";
import { decodeRow } from "../row-code.ts";
import type { Db, StoredInteger } from "./database.ts";
import { countedTotal, MAX_COUNTED } from "./pages.ts";
import { counts } from "./counts.ts";

/** Amounts are summed in two parts, because a sum of 64-bit integers may need more bits. */
const PART = 1_000_000_000n;
/** @limit Lists and chores: open alert streams among which the overview finds the wallets in danger. */
const MAX_STREAMS = 2_000;

export function overviewReads(db: Db): Omit<OverviewReads, "walletCounts" | "providerCounts"> {
  const open = (accountId: number) =>
    db
      .selectFrom("wallets")
      .where("accountId", "=", accountId)
      .where(sql<boolean>`status <> 'closed'`);

  return {
    async walletStates(accountId) {
      const rows = await open(accountId)
        .select(["alertState", "stale", sql<StoredInteger>`count(*)`.as("count")])
        .groupBy(["alertState", "stale"])
        .execute();
      return rows.map(({ alertState, stale, count }) => ({
        state: alertState,
        stale: Number(stale) === 1,
        count: Number(count),
      }));
    },

    async walletTotals(accountId) {
      const free = sql`(balance - held)`;
      const rows = await open(accountId)
        .select([
          "currency",
          "assetScale",
          sql<StoredInteger>`sum(${free} / ${sql.lit(Number(PART))})`.as("high"),
          sql<StoredInteger>`sum(${free} % ${sql.lit(Number(PART))})`.as("low"),
          sql<StoredInteger>`count(*)`.as("count"),
        ])
        .groupBy(["currency", "assetScale"])
        .execute();
      return rows.map(({ currency, assetScale, high, low, count }) => ({
        currency,
        assetScale: Number(assetScale),
        available: BigInt(high) * PART + BigInt(low),
        wallets: Number(count),
      }));
    },

    async walletsInDanger(accountId, limit) {
      const found = await db
        .selectFrom("alertStreams")
        .selectAll()
        .where("accountId", "=", accountId)
        // A literal instead of a parameter, because the partial index is used only for the literal.
        .where(sql<boolean>`state <> 'ok'`)
        .where("state", "in", ["in_alarm", "blocked"])
        .orderBy("position", "desc")
        .limit(MAX_STREAMS)
        .execute();
      const worst = new Map<number, AlertStream>();
      for (const stream of found.map((row) => decodeRow("alertStreams", row))) {
        const known = worst.get(stream.walletId);
        if (!known || SEVERITY[stream.state] > SEVERITY[known.state]) worst.set(stream.walletId, stream);
      }
      const streams = [...worst.values()].slice(0, limit);
      const wallets = await walletsById(db, accountId, [...worst.keys()].slice(0, limit));
      return streams.flatMap((stream) => {
        const wallet = wallets.get(stream.walletId);
        return wallet ? [{ wallet, stream }] : [];
      });
    },

    async walletsEndingWithin(accountId, days, limit) {
      const rows = await open(accountId)
        .selectAll()
        .where(sql<boolean>`typical_spend > 0`)
        .where("alertState", "not in", ["in_alarm", "blocked"])
        .where(sql<boolean>`(balance - held) / typical_spend <= ${sql.lit(days)}`)
        .orderBy(sql`(balance - held) / typical_spend`)
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map((row) => decodeRow("wallets", row));
    },

    async nextToFall(accountId) {
      const row = await open(accountId)
        .selectAll()
        .where(sql<boolean>`typical_spend > 0`)
        .where("alertState", "=", "ok")
        // The smallest integer stands for no level below.
        .where("alertFloor", ">", -9_000_000_000_000_000)
        .orderBy(sql`(balance - held - alert_floor) / typical_spend`)
        .orderBy("id")
        .limit(1)
        .executeTakeFirst();
      return row ? decodeRow("wallets", row) : null;
    },

    async openTopupsOf(accountId, walletIds) {
      if (walletIds.length === 0) return [];
      const rows = await db
        .selectFrom("topups")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("openWalletId", "in", [...walletIds])
        .orderBy("position", "desc")
        .execute();
      return rows.map((row) => decodeRow("topups", row));
    },

    async openCounts(accountId) {
      const alerts = db
        .selectFrom("alertStreams")
        .select("position")
        .where("accountId", "=", accountId)
        .where(sql<boolean>`state <> 'ok'`);
      const overdue = db
        .selectFrom("topups")
        .select("position")
        .where("accountId", "=", accountId)
        .where("status", "=", "overdue");
      const failing = db
        .selectFrom("endpoints")
        .select("id")
        .where("accountId", "=", accountId)
        .where("kind", "=", "signed-webhook")
        .where((eb) =>
          eb.or([
            eb.and([eb("status", "=", "enabled"), eb("failingSince", "is not", null)]),
            eb.and([eb("status", "=", "disabled"), eb("disabledReason", "is not", null)]),
          ]),
        );
      return {
        alerts: await countedTotal(db, alerts),
        overdueTopups: await countedTotal(db, overdue),
        failingEndpoints: await countedTotal(db, failing),
      };
    },

    async eventsAfter(accountId, position, limit) {
      const { eventCount } = await counts(db, accountId);
      if (eventCount <= position) return { rows: [], last: eventCount };
      const rows = await db
        .selectFrom("events")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("position", ">", position)
        .orderBy("position")
        .limit(limit)
        .execute();
      return { rows: rows.map((row) => decodeRow("events", row)), last: eventCount };
    },

    async settingsWallets(accountId, subject, limit) {
      const ids = subjectIds(db, accountId, subject);
      const found = await ids.orderBy("id").limit(limit).execute();
      const total = found.length < limit ? found.length : await countedTotal(db, ids.limit(MAX_COUNTED));
      const wallets = await walletsById(
        db,
        accountId,
        found.map(({ id }) => Number(id)),
      );
      const states = await streamStates(db, accountId, subject, [...wallets.keys()]);
      return {
        rows: [...wallets.values()]
          .toSorted((a, b) => a.id - b.id)
          .map((wallet) => ({ wallet, state: states.get(wallet.id) ?? "ok" })),
        total,
      };
    },
  };
}

function subjectIds(db: Db, accountId: number, { ownerKind, ownerId }: SettingsSubject) {
  const open = db
    .selectFrom("wallets")
    .select("id")
    .where("accountId", "=", accountId)
    .where(sql<boolean>`status <> 'closed'`);
  if (ownerKind === "wallet") return open.where("id", "=", Number(ownerId));
  if (ownerKind === "feature") {
    const linked = db
      .selectFrom("walletFeatures")
      .select("walletId")
      .where("accountId", "=", accountId)
      .where("featureId", "=", ownerId);
    return open.where("id", "in", linked);
  }
  const without = open.where("alertSettings", "is", null);
  if (ownerId !== "*") return without.where("currency", "=", ownerId);
  const own = db.selectFrom("alertDefaults").select("currency").where("accountId", "=", accountId);
  return without.where("currency", "not in", own.where("currency", "<>", "*"));
}

async function walletsById(db: Db, accountId: number, ids: readonly number[]): Promise<ReadonlyMap<number, Wallet>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("wallets")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("id", "in", [...ids])
    .where(sql<boolean>`status <> 'closed'`)
    .execute();
  return new Map(rows.map((row) => [Number(row.id), decodeRow("wallets", row)]));
}

async function streamStates(
  db: Db,
  accountId: number,
  { ownerKind, ownerId }: SettingsSubject,
  ids: readonly number[],
): Promise<ReadonlyMap<number, AlertState>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("alertStreams")
    .select(["walletId", "state"])
    .where("accountId", "=", accountId)
    .where("walletId", "in", [...ids])
    .where("ownerKind", "=", ownerKind)
    .where("ownerId", "=", ownerId)
    .execute();
  return new Map(rows.map(({ walletId, state }) => [Number(walletId), state]));
}
