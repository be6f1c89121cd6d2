import { sql } from "kysely";
import { TABLES } from "../columns.ts";
import { decodeRow } from "../row-code.ts";
import type { ListedAlert } from "../port/alerts.ts";
import type { PageOf, PageRequest } from "../port/page.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { countOf, descendingRange, offsetOf } from "./pages.ts";
import { counts } from "./wallets.ts";

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
      const rows = await living.selectAll().orderBy("id").limit(page.limit).offset(offsetOf(page)).execute();
      const total = await countOf(living);
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
      const rows = await all.selectAll().orderBy("currency").limit(page.limit).offset(offsetOf(page)).execute();
      const total = await countOf(all);
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
        .selectAll()
        .orderBy("position", "desc")
        .limit(page.limit)
        .offset(offsetOf(page))
        .execute();
      const total = await countOf(open);
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

type Position = "position" | "walletPosition" | "ownerPosition" | "streamPosition";

/** Every filter has its own gapless numbering, so each filtered list is a range of it. */
async function history(
  db: Db,
  accountId: number,
  { walletId, featureId }: { readonly walletId: number | null; readonly featureId: string | null },
  page: PageRequest,
): Promise<PageOf<ListedAlert>> {
  const position: Position =
    walletId === null
      ? featureId === null
        ? "position"
        : "ownerPosition"
      : featureId === null
        ? "walletPosition"
        : "streamPosition";
  const total = await historyLength(db, accountId, walletId, featureId);
  const { first, last } = descendingRange(page, total);
  if (last < first) return { rows: [], total };
  let query = db
    .selectFrom("alertLog")
    .innerJoin("wallets", (join) =>
      join.onRef("wallets.accountId", "=", "alertLog.accountId").onRef("wallets.id", "=", "alertLog.walletId"),
    )
    .select(TABLES.alertLog.columns.map(({ property }) => `alertLog.${property}` as "alertLog.id"))
    .select(["wallets.currency", "wallets.assetScale"])
    .where("alertLog.accountId", "=", accountId)
    .where(`alertLog.${position}`, ">=", first)
    .where(`alertLog.${position}`, "<=", last)
    .orderBy(`alertLog.${position}`, "desc");
  if (walletId !== null) query = query.where("alertLog.walletId", "=", walletId);
  if (featureId !== null) {
    query = query.where("alertLog.ownerKind", "=", "feature").where("alertLog.ownerId", "=", featureId);
  }
  const rows = await query.execute();
  return {
    rows: rows.map((row) => ({
      entry: decodeRow("alertLog", row),
      denomination: { currency: row.currency, assetScale: Number(row.assetScale) },
    })),
    total,
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
