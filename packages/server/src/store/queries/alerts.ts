import type { AlertState, AlertStream, Feature } from "@plimsoll/core";
import { expressionBuilder, sql } from "kysely";
import { TABLES } from "../columns.ts";
import { decodeRow } from "../row-code.ts";
import { alertNumbering, type AlertHistoryFilter, type ListedAlert } from "../port/alerts.ts";
import type { PageOf, PageRequest } from "../port/page.ts";
import type { Reads } from "../port/reads.ts";
import type { Db, Schema } from "./database.ts";
import { pageByKey, pageByPosition } from "./pages.ts";
import { counts } from "./counts.ts";
import { matchingWay } from "./matching.ts";
import { filterConditions } from "./filter-conditions.ts";
import { rowWith } from "./row.ts";
import { positionsOf, walkPage } from "./walk.ts";
import { worstOfEach } from "./worst-streams.ts";

type AlertReads = Pick<
  Reads,
  | "feature"
  | "features"
  | "alertDefault"
  | "alertDefaults"
  | "settingsAmong"
  | "worstStreams"
  | "openAlerts"
  | "alertHistory"
>;

/** @limit Lists and chores: features, and wallets with alerts, that one query reads by their ids. */
const MAX_READ = 500;

export function alertReads(db: Db): AlertReads {
  return {
    async feature(accountId, id) {
      const row = await db
        .selectFrom("features")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("id", "=", id)
        .where("deletedAt", "is", null)
        .executeTakeFirst();
      return row ? decodeRow("features", row) : null;
    },

    async features(accountId, page, filter = {}) {
      const living = db
        .selectFrom("features")
        .where("accountId", "=", accountId)
        .where("deletedAt", "is", null)
        .where((eb) => eb.and(filterConditions(db, filter, ["features.name"], { status: "features.status" })));
      return pageByKey(living, "id", page, (row) => decodeRow("features", row));
    },

    alertDefault: (accountId, currency) => rowWith(db, "alertDefaults", { accountId, currency }),

    async alertDefaults(accountId, page) {
      const all = db.selectFrom("alertDefaults").where("accountId", "=", accountId);
      return pageByKey(all, "currency", page, (row) => decodeRow("alertDefaults", row));
    },

    async settingsAmong(accountId, wallets) {
      const ids = [...new Set(wallets.flatMap(({ featureIds }) => JSON.parse(featureIds) as string[]))];
      const features = new Map<string, Feature>();
      for (let first = 0; first < ids.length; first += MAX_READ) {
        const found = await db
          .selectFrom("features")
          .selectAll()
          .where("accountId", "=", accountId)
          .where("id", "in", ids.slice(first, first + MAX_READ))
          .where("deletedAt", "is", null)
          .execute();
        for (const row of found) features.set(row.id, decodeRow("features", row));
      }
      const currencies = new Set(["*", ...wallets.map(({ currency }) => currency)]);
      const defaults = await db
        .selectFrom("alertDefaults")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("currency", "in", [...currencies])
        .execute();
      return { features, defaults: defaults.map((row) => decodeRow("alertDefaults", row)) };
    },

    async worstStreams(accountId, walletIds) {
      const streams: AlertStream[] = [];
      for (let first = 0; first < walletIds.length; first += MAX_READ) {
        const found = await db
          .selectFrom("alertStreams")
          .selectAll()
          .where("accountId", "=", accountId)
          .where("walletId", "in", walletIds.slice(first, first + MAX_READ))
          .where("state", "!=", "ok")
          .orderBy("since")
          .execute();
        streams.push(...found.map((row) => decodeRow("alertStreams", row)));
      }
      return worstOfEach(streams);
    },

    async openAlerts(accountId, page) {
      const open = db
        .selectFrom("alertStreams")
        .where("accountId", "=", accountId)
        // A literal instead of a parameter, because the partial index is used only for the literal.
        .where(sql<boolean>`state <> 'ok'`);
      const { rows: streams, total } = await pageByKey(
        open,
        "position",
        page,
        (row) => decodeRow("alertStreams", row),
        "desc",
      );
      const ids = [...new Set(streams.map(({ walletId }) => walletId))];
      const wallets =
        ids.length === 0
          ? []
          : await db
              .selectFrom("wallets")
              .selectAll()
              .where("accountId", "=", accountId)
              .where("id", "in", ids)
              .execute();
      const byId = new Map(wallets.map((row) => [Number(row.id), decodeRow("wallets", row)]));
      return {
        rows: streams.flatMap((stream) => {
          const wallet = byId.get(stream.walletId);
          return wallet ? [{ stream, wallet }] : [];
        }),
        total,
      };
    },

    alertHistory: (accountId, filter, page) => history(db, accountId, filter, page),
  };
}

/** Every filter of a wallet and a feature has its own gapless numbering, so each such list is a range of it. */
async function history(
  db: Db,
  accountId: number,
  filter: AlertHistoryFilter,
  page: PageRequest,
): Promise<PageOf<ListedAlert>> {
  const { state = null, ...period } = filter;
  const walletId = filter.walletId ?? null;
  const featureId = filter.featureId ?? null;
  const position = alertNumbering(filter);
  const numbered = <Q extends Numbered<Q>>(query: Q): Q => {
    let result = query.where("alertLog.accountId", "=", accountId);
    if (walletId !== null) result = result.where("alertLog.walletId", "=", walletId);
    if (featureId === null) return result;
    return result.where("alertLog.ownerKind", "=", "feature").where("alertLog.ownerId", "=", featureId);
  };
  const timeAt = async (at: number): Promise<number | null> => {
    const query = numbered(db.selectFrom("alertLog").select("alertLog.createdAt"));
    const row = await query.where(`alertLog.${position}`, "=", at).executeTakeFirst();
    return row ? Number(row.createdAt) : null;
  };
  const total = await historyLength(db, accountId, walletId, featureId);
  const { first, last } = await positionsOf({ first: 1, last: total }, period, timeAt);
  const joined = () =>
    numbered(db.selectFrom("alertLog"))
      .innerJoin("wallets", (join) =>
        join.onRef("wallets.accountId", "=", "alertLog.accountId").onRef("wallets.id", "=", "alertLog.walletId"),
      )
      .select(TABLES.alertLog.columns.map(({ property }) => `alertLog.${property}` as "alertLog.id"))
      .select(["wallets.currency", "wallets.assetScale"]);
  if (state === null) {
    return pageByPosition(joined(), `alertLog.${position}`, page, { first, last }, listedAlert);
  }
  const hasIndex = walletId === null && featureId === null;
  const way = matchingWay({
    db,
    list: joined(),
    counted: numbered(db.selectFrom("alertLog")),
    position: `alertLog.${position}`,
    of: { first, last },
    conditions: [expressionBuilder<Schema, "alertLog">()("alertLog.state", "=", state)],
    entries: hasIndex ? (from, limit) => positionsIn(db, accountId, state, from, limit) : null,
    decode: listedAlert,
    key: ({ entry }) => entry[position],
    time: timeAt,
  });
  return walkPage(way, page);
}

/** Positions of entries into a state, by its index. */
function positionsIn(db: Db, accountId: number, state: AlertState, from: number, limit: number) {
  return db
    .selectFrom("alertLog as entries")
    .select("entries.position")
    .where("entries.accountId", "=", accountId)
    .where("entries.state", "=", state)
    .where("entries.position", "<", from)
    .orderBy("entries.position", "desc")
    .limit(limit);
}

interface Numbered<Q> {
  where(column: "alertLog.accountId" | "alertLog.walletId", operator: "=", value: number): Q;
  where(column: "alertLog.ownerKind" | "alertLog.ownerId", operator: "=", value: string): Q;
}

function listedAlert(row: Readonly<Record<string, unknown>>): ListedAlert {
  return {
    entry: decodeRow("alertLog", row),
    denomination: { currency: String(row["currency"]), assetScale: Number(row["assetScale"]) },
  };
}

async function historyLength(
  db: Db,
  accountId: number,
  walletId: number | null,
  featureId: string | null,
): Promise<number> {
  if (walletId !== null && featureId !== null) {
    const stream = await db
      .selectFrom("alertStreams")
      .select("count")
      .where("accountId", "=", accountId)
      .where("walletId", "=", walletId)
      .where("ownerKind", "=", "feature")
      .where("ownerId", "=", featureId)
      .executeTakeFirst();
    return Number(stream?.count ?? 0);
  }
  if (walletId !== null) {
    const wallet = await db
      .selectFrom("wallets")
      .select("alertCount")
      .where("accountId", "=", accountId)
      .where("id", "=", walletId)
      .executeTakeFirst();
    return Number(wallet?.alertCount ?? 0);
  }
  if (featureId !== null) {
    const feature = await db
      .selectFrom("features")
      .select("alertCount")
      .where("accountId", "=", accountId)
      .where("id", "=", featureId)
      .executeTakeFirst();
    return Number(feature?.alertCount ?? 0);
  }
  return (await counts(db, accountId)).alertCount;
}
