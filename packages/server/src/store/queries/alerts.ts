import type { AlertState } from "@plimsoll/core";
import { sql } from "kysely";
import { TABLES } from "../columns.ts";
import { decodeRow } from "../row-code.ts";
import { alertNumbering, type AlertHistoryFilter, type ListedAlert } from "../port/alerts.ts";
import type { PageOf, PageRequest } from "../port/page.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { countOf, offsetOf, pageByPosition, totalOf } from "./pages.ts";
import { counts } from "./counts.ts";
import { gaplessWay, positionsBelow, ROWS_PER_PIECE, walkPage, type Way } from "./walk.ts";

type AlertReads = Pick<
  Reads,
  "feature" | "features" | "alertDefault" | "alertDefaults" | "openAlerts" | "alertHistory"
>;

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

    async features(accountId, page) {
      const living = db.selectFrom("features").where("accountId", "=", accountId).where("deletedAt", "is", null);
      const part = living.$if(page.after !== undefined, (query) => query.where("id", ">", String(page.after)));
      const rows = await part.selectAll().orderBy("id").limit(page.limit).offset(offsetOf(page)).execute();
      const total = await totalOf(page, () => countOf(living));
      return {
        rows: rows.map((row) => decodeRow("features", row)),
        total,
      };
    },

    async alertDefault(accountId, currency) {
      const row = await db
        .selectFrom("alertDefaults")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("currency", "=", currency)
        .executeTakeFirst();
      return row ? decodeRow("alertDefaults", row) : null;
    },

    async alertDefaults(accountId, page) {
      const all = db.selectFrom("alertDefaults").where("accountId", "=", accountId);
      const part = all.$if(page.after !== undefined, (query) => query.where("currency", ">", String(page.after)));
      const rows = await part.selectAll().orderBy("currency").limit(page.limit).offset(offsetOf(page)).execute();
      const total = await totalOf(page, () => countOf(all));
      return {
        rows: rows.map((row) => decodeRow("alertDefaults", row)),
        total,
      };
    },

    async openAlerts(accountId, page) {
      const open = db
        .selectFrom("alertStreams")
        .where("accountId", "=", accountId)
        // A literal instead of a parameter, because the partial index is used only for the literal.
        .where(sql<boolean>`state <> 'ok'`);
      const rows = await open
        .$if(page.after !== undefined, (query) => query.where("position", "<", Number(page.after)))
        .selectAll()
        .orderBy("position", "desc")
        .limit(page.limit)
        .offset(offsetOf(page))
        .execute();
      const total = await totalOf(page, () => countOf(open));
      const streams = rows.map((row) => decodeRow("alertStreams", row));
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
  const { state = null, from = null, to = null } = filter;
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
  const first = from === null ? 1 : (await positionsBelow(total, from, timeAt)) + 1;
  const last = to === null ? total : await positionsBelow(total, to, timeAt);
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
  if (walletId === null && featureId === null) {
    // The index alone gives the positions of a piece: given a range of them as well, SQLite would take the range.
    const inState = (start: number, end: number) =>
      sql<boolean>`alert_log.position IN (${positionsIn(db, accountId, state, start, ROWS_PER_PIECE)}) AND +alert_log.position >= ${end}`;
    const byState: Way<ListedAlert> = {
      newestFirst: true,
      start: last + 1,
      end: first,
      behind: async (start, n) => {
        const row = await positionsIn(db, accountId, state, start, 1)
          .offset(n - 1)
          .executeTakeFirst();
        return row && Number(row.position) >= first ? Number(row.position) : null;
      },
      rows: async (start, end, limit) =>
        (await joined().where(inState(start, end)).orderBy("alertLog.position", "desc").limit(limit).execute()).map(
          listedAlert,
        ),
      count: (start, end) => countOf(numbered(db.selectFrom("alertLog")).where(inState(start, end))),
      key: ({ entry }) => entry.position,
      time: timeAt,
    };
    return walkPage(byState, page);
  }
  const way = gaplessWay<ListedAlert>(
    { newestFirst: true, first, last },
    {
      rows: async (start, end, limit) => {
        const rows = await joined()
          .where(`alertLog.${position}`, "<", start)
          .where(`alertLog.${position}`, ">=", end)
          .where("alertLog.state", "=", state)
          .orderBy(`alertLog.${position}`, "desc")
          .limit(limit)
          .execute();
        return rows.map(listedAlert);
      },
      count: (start, end) =>
        countOf(
          numbered(db.selectFrom("alertLog"))
            .where(`alertLog.${position}`, "<", start)
            .where(`alertLog.${position}`, ">=", end)
            .where("alertLog.state", "=", state),
        ),
      key: ({ entry }) => entry[position],
      time: timeAt,
    },
  );
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
