import { sql, type RawBuilder, type SelectQueryBuilder } from "kysely";
import { positive } from "../port/negation.ts";
import type { WalletFilter } from "../port/wallets.ts";
import { counts } from "./counts.ts";
import type { Db, Schema, StoredInteger } from "./database.ts";
import { fixedCount, fixedQuery } from "./fixed-query.ts";
import { negatedOr } from "./negation.ts";
import { containing } from "./text-search.ts";
import { abreastOn, gaplessWay, mergedWays, nthEntry, ROWS_PER_PIECE, type Way } from "./walk.ts";

type Condition = RawBuilder<boolean>;

/**
 * The ids of the matching wallets, along the index of one of the filter's members; the others are compared row by row. Parts
 * of an index's predicate are literals, because a partial index serves no parameter.
 */
export async function walletWay(db: Db, accountId: number, filter: WalletFilter): Promise<Way<number>> {
  const { featureId, providerId, stale, state, status, currency, watched } = positive(filter);
  const of = { db, accountId, residual: residualOf(db, filter) };
  if (featureId) return indexWay(of, featureEntries(of, featureId));
  if (providerId) return indexWay(of, entriesWith(of, [sql`provider_id = ${providerId}`]));
  if (stale === true) return indexWay(of, entriesWith(of, [sql`stale = 1`]));
  if (state && state !== "ok") {
    return indexWay(of, entriesWith(of, [sql`alert_state = ${sql.lit(state)}`, sql`alert_state <> 'ok'`]));
  }
  if (status && status !== "active") {
    return indexWay(of, entriesWith(of, [sql`status = ${sql.lit(status)}`, sql`status <> 'active'`]));
  }
  if (watched === false) return indexWay(of, entriesWith(of, [sql`watched = 0`]));
  if (currency) {
    const open = indexWay(of, entriesWith(of, [sql`currency = ${currency}`, sql`status <> 'closed'`]));
    // Few wallets are closed; the residual compares their currency.
    const closed = entriesWith(of, [sql`status = 'closed'`, sql`status <> 'active'`]);
    return status ? open : mergedWays([open, indexWay(of, closed)]);
  }
  const { walletCount } = await counts(db, accountId);
  const ranges = idsWith(of, (from, to) => sql`wallets.id > ${from} AND wallets.id <= ${to}`);
  return gaplessWay({ newestFirst: false, first: 1, last: walletCount }, ranges);
}

interface Of {
  readonly db: Db;
  readonly accountId: number;
  readonly residual: readonly Condition[];
}

/** Reads and counts the ids of a piece. Only ids, so that `wallets_text` alone answers what is asked of texts. */
function idsWith(
  { db, accountId, residual }: Of,
  piece: (from: number, to: number) => Condition,
): Pick<Way<number>, "abreast" | "rows" | "count" | "key"> {
  const matching = (from: number, to: number) =>
    db
      .selectFrom("wallets")
      .where("wallets.accountId", "=", accountId)
      .where((eb) => eb.and([piece(from, to), ...residual]));
  return {
    abreast: abreastOn(db),
    rows: fixedQuery(
      db,
      (from: number, to: number, limit: number) =>
        matching(from, to).select("wallets.id").orderBy("wallets.id").limit(limit),
      (rows) => rows.map(({ id }) => Number(id)),
    ),
    count: fixedCount(db, matching),
    key: (id) => id,
  };
}

/** The first `limit` ids of an index above `from`. */
type Entries = (from: number, limit: number) => SelectQueryBuilder<Schema, never, { readonly id: StoredInteger }>;

/**
 * Along an index. It alone gives the ids of a piece, which the rows are then found by: given both a range of ids and the
 * conditions, SQLite would take the range.
 */
function indexWay(of: Of, entries: Entries): Way<number> {
  return {
    newestFirst: false,
    start: 0,
    end: Number.MAX_SAFE_INTEGER,
    behind: (from, n) => nthEntry(entries(from, 1), "id", n),
    ...idsWith(of, (from, to) => sql`wallets.id IN (${entries(from, ROWS_PER_PIECE)}) AND +wallets.id <= ${to}`),
  };
}

/** Those with the conditions of an index. */
function entriesWith({ db, accountId }: Of, index: readonly Condition[]) {
  return (from: number, limit: number) =>
    db
      .selectFrom("wallets as entries")
      .select("entries.id")
      .where("entries.accountId", "=", accountId)
      .where("entries.id", ">", from)
      .where((eb) => eb.and([...index]))
      .orderBy("entries.id")
      .limit(limit);
}

/** A feature's wallets, by the key of its links. */
function featureEntries({ db, accountId }: Of, featureId: string) {
  return (from: number, limit: number) =>
    db
      .selectFrom("walletFeatures")
      .select("walletId as id")
      .where("accountId", "=", accountId)
      .where("featureId", "=", featureId)
      .where("walletId", ">", from)
      .orderBy("walletId")
      .limit(limit);
}

function residualOf(db: Db, filter: WalletFilter): readonly Condition[] {
  const { q, state, status, currency, providerId, featureId, stale, watched, not } = filter;
  const is = (member: string, condition: Condition) => negatedOr(filter, member, condition);
  return [
    ...(state ? [is("state", sql`wallets.alert_state = ${state}`)] : []),
    ...(status ? [is("status", sql`wallets.status = ${status}`)] : []),
    ...(currency ? [is("currency", sql`wallets.currency = ${currency}`)] : []),
    ...(providerId ? [is("providerId", sql`wallets.provider_id = ${providerId}`)] : []),
    ...(featureId && not?.has("featureId") === true ? [is("featureId", hasFeature(featureId))] : []),
    ...(stale === true || stale === false ? [sql<boolean>`wallets.stale = ${stale ? 1 : 0}`] : []),
    ...(watched === true || watched === false ? [sql<boolean>`wallets.watched = ${watched ? 1 : 0}`] : []),
    ...(q ? [textMatches(db, q)] : []),
  ];
}

function hasFeature(id: string): Condition {
  return sql`EXISTS (SELECT 1 FROM wallet_features f WHERE f.account_id = wallets.account_id AND f.wallet_id = wallets.id AND f.feature_id = ${id})`;
}

function textMatches(db: Db, q: string): Condition {
  const text = containing(db, q, ["wallets.name", "wallets.external_id"]);
  return /^[1-9]\d{0,14}$/.test(q) ? sql<boolean>`(${text} OR wallets.id = ${Number(q)})` : text;
}
