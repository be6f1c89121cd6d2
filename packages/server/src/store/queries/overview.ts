import type { AlertState } from "@plimsoll/core";
import { sql } from "kysely";
import type { CurrencyTotal, OverviewReads, SettingsSubject } from "../port/overview.ts";
import { decodeRow } from "../row-code.ts";
import type { Db, StoredInteger } from "./database.ts";
import { countedTotal, MAX_COUNTED } from "./pages.ts";
import { inCommon } from "./read-in-common.ts";
import { counts } from "./counts.ts";
import { DANGER, walletPieces, walletsById, walletsIn, type WalletPiece } from "./wallet-pieces.ts";
import { worstOfEach } from "./worst-streams.ts";

/** Amounts are summed in two parts, because a sum of 64-bit integers may need more bits. */
const PART = 1_000_000_000n;
/** @limit Lists and chores: open alert streams among which the overview finds the wallets in danger. */
const MAX_STREAMS = 2_000;

export function overviewReads(db: Db): Omit<OverviewReads, "walletCounts" | "providerCounts" | "eventsAfter"> {
  const glance = inCommon(async (accountId: number, days: number, spending: number, limit: number) => {
    const found: Glance = { totals: new Map(), watched: 0, ending: [], burning: [], next: [] };
    let walletCount = 0;
    for await (const piece of walletPieces(db, accountId)) {
      await glanceAt(db, piece, { days, spending, limit }, found);
      walletCount = piece.upTo;
    }
    const ending = new Set([...found.ending, ...found.burning].map(({ id }) => id));
    const next = found.next.map(({ id }) => id);
    const wallets = await walletsById(db, accountId, [...ending, ...next]);
    const among = (ids: Iterable<number>) => [...ids].flatMap((id) => wallets.get(id) ?? []);
    return {
      walletCount,
      found: {
        totals: [...found.totals.values()],
        watched: found.watched,
        ending: among(ending),
        next: among(next)[0] ?? null,
      },
    };
  });
  return {
    async walletStates(accountId) {
      const { walletCount } = await counts(db, accountId);
      const own = db.selectFrom("wallets").where("accountId", "=", accountId);
      const count = sql<StoredInteger>`count(*)`.as("count");
      // By the indexes of what is rare: most wallets are ok.
      const notOk = await own
        .select(["alertState", "stale", count])
        .where(sql<boolean>`alert_state <> 'ok'`)
        .where(sql<boolean>`status <> 'closed'`)
        .groupBy(["alertState", "stale"])
        .execute();
      // Inside, the index alone answers; beside other columns SQLite would rather read every wallet.
      const outdated = own.select("id").where(sql<boolean>`stale = 1`);
      const stale = await own
        .select(count)
        .where("id", "in", outdated)
        .where("alertState", "=", "ok")
        .where(sql<boolean>`status <> 'closed'`)
        .executeTakeFirst();
      const closed = await own
        .select(count)
        .where(sql<boolean>`status <> 'active'`)
        .where("status", "=", "closed")
        .executeTakeFirst();
      const others = notOk.map((row) => ({
        state: row.alertState,
        stale: Number(row.stale) === 1,
        count: Number(row.count),
      }));
      const quiet = others.reduce((left, row) => left - row.count, walletCount - Number(closed?.count ?? 0));
      const staleCount = Number(stale?.count ?? 0);
      return [
        ...others,
        { state: "ok", stale: true, count: staleCount },
        { state: "ok", stale: false, count: quiet - staleCount },
      ];
    },

    async walletsAtAGlance(accountId, { days, spending, limit }) {
      const { found, age } = await glance(accountId, days, spending, limit);
      return { ...found, age };
    },

    async walletsInDanger(accountId, limit) {
      const found = await db
        .selectFrom("alertStreams")
        .selectAll()
        .where("accountId", "=", accountId)
        // A literal instead of a parameter, because the partial index is used only for the literal.
        .where(sql<boolean>`state <> 'ok'`)
        .where("state", "in", DANGER)
        .orderBy("position", "desc")
        .limit(MAX_STREAMS)
        .execute();
      const worst = worstOfEach(found.map((row) => decodeRow("alertStreams", row)));
      const streams = [...worst.values()].slice(0, limit);
      const wallets = await walletsById(db, accountId, [...worst.keys()].slice(0, limit));
      return streams.flatMap((stream) => {
        const wallet = wallets.get(stream.walletId);
        return wallet ? [{ wallet, stream }] : [];
      });
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

/** A wallet by its place in an order, the smallest first. */
interface Ranked {
  readonly id: number;
  readonly rank: number;
}

interface Glance {
  readonly totals: Map<string, CurrencyTotal>;
  watched: number;
  /** At their typical spend. */
  ending: readonly Ranked[];
  /** Perhaps at their present burn. */
  burning: readonly Ranked[];
  next: readonly Ranked[];
}

/** Adds one piece of the wallets to what was found. */
async function glanceAt(
  db: Db,
  piece: WalletPiece,
  { days, spending: since, limit }: { readonly days: number; readonly spending: number; readonly limit: number },
  found: Glance,
): Promise<void> {
  const open = walletsIn(db, piece).where(sql<boolean>`status <> 'closed'`);
  const free = sql`(balance - held)`;
  const totals = await open
    .select([
      "currency",
      "assetScale",
      sql<StoredInteger>`sum(${free} / ${sql.lit(Number(PART))})`.as("high"),
      sql<StoredInteger>`sum(${free} % ${sql.lit(Number(PART))})`.as("low"),
      sql<StoredInteger>`count(*)`.as("count"),
      sql<StoredInteger>`sum(watched)`.as("watched"),
    ])
    .groupBy(["currency", "assetScale"])
    .execute();
  for (const { currency, assetScale, high, low, count, watched } of totals) {
    found.watched += Number(watched);
    const group = { currency, assetScale: Number(assetScale) };
    const name = `${currency}/${assetScale}`;
    const known = found.totals.get(name) ?? { ...group, available: 0n, wallets: 0 };
    const available = known.available + BigInt(high) * PART + BigInt(low);
    found.totals.set(name, { ...group, available, wallets: known.wallets + Number(count) });
  }
  const spending = open.where(sql<boolean>`typical_spend > 0`);
  const lasts = sql<StoredInteger>`${free} / typical_spend`;
  const ending = await spending
    .select(["id", lasts.as("rank")])
    .where("alertState", "not in", DANGER)
    .where(sql<boolean>`${lasts} <= ${sql.lit(days)}`)
    .orderBy("rank")
    .orderBy("id")
    .limit(limit)
    .execute();
  found.ending = firstOf([...found.ending, ...ending.map(ranked)], limit);
  const burning = await open
    .select([
      "id",
      sql<StoredInteger>`CASE WHEN spend_today > 0 THEN ${free} / spend_today ELSE ${free} END`.as("rank"),
    ])
    .where("alertState", "not in", DANGER)
    .where("spendSlot", ">=", since)
    .orderBy("rank")
    .orderBy("id")
    .limit(limit)
    .execute();
  found.burning = firstOf([...found.burning, ...burning.map(ranked)], limit);
  const next = await spending
    .select(["id", sql<StoredInteger>`(balance - held - alert_floor) / typical_spend`.as("rank")])
    .where("alertState", "=", "ok")
    // The smallest integer stands for no level below.
    .where("alertFloor", ">", -9_000_000_000_000_000)
    .orderBy("rank")
    .orderBy("id")
    .limit(1)
    .execute();
  found.next = firstOf([...found.next, ...next.map(ranked)], 1);
}

function ranked({ id, rank }: { readonly id: StoredInteger; readonly rank: StoredInteger }): Ranked {
  return { id: Number(id), rank: Number(rank) };
}

function firstOf(all: readonly Ranked[], limit: number): readonly Ranked[] {
  return all.toSorted((a, b) => a.rank - b.rank || a.id - b.id).slice(0, limit);
}
