import type { Wallet } from "@plimsoll/core";
import { sql, type RawBuilder } from "kysely";
import { decodeRow } from "../row-code.ts";
import { positive } from "../port/negation.ts";
import type { WalletFilter } from "../port/wallets.ts";
import { counts } from "./counts.ts";
import type { Db } from "./database.ts";
import { fixedCount, fixedQuery } from "./fixed-query.ts";
import { countOf } from "./pages.ts";
import { negatedOr } from "./negation.ts";
import { containing } from "./text-search.ts";
import { gaplessWay, mergedWays, nthEntry, ROWS_PER_PIECE, type Way } from "./walk.ts";

type Condition = RawBuilder<boolean>;

/**
 * The matching wallets by id, along the index of one of the filter's members; the others are compared row by row. Parts
 * of an index's predicate are literals, because a partial index serves no parameter.
 */
export async function walletWay(db: Db, accountId: number, filter: WalletFilter): Promise<Way<Wallet>> {
  const { featureId, providerId, stale, state, status, currency } = positive(filter);
  const of = { db, accountId, residual: residualOf(filter) };
  if (featureId) return featureWay(of, featureId);
  if (providerId) return indexWay(of, [sql`provider_id = ${providerId}`]);
  if (stale === true) return indexWay(of, [sql`stale = 1`]);
  if (state && state !== "ok") return indexWay(of, [sql`alert_state = ${sql.lit(state)}`, sql`alert_state <> 'ok'`]);
  if (status && status !== "active") return indexWay(of, [sql`status = ${sql.lit(status)}`, sql`status <> 'active'`]);
  if (currency) {
    const open = indexWay(of, [sql`currency = ${currency}`, sql`status <> 'closed'`]);
    // Few wallets are closed; the residual compares their currency.
    return status ? open : mergedWays([open, indexWay(of, [sql`status = 'closed'`, sql`status <> 'active'`])]);
  }
  const { walletCount } = await counts(db, accountId);
  return gaplessWay({ newestFirst: false, first: 1, last: walletCount }, rangesOf(of));
}

interface Of {
  readonly db: Db;
  readonly accountId: number;
  readonly residual: readonly Condition[];
}

/** Reads by ranges of ids. */
function rangesOf({ db, accountId, residual }: Of): Pick<Way<Wallet>, "rows" | "count" | "key"> {
  const matching = (from: number, to: number) =>
    db
      .selectFrom("wallets")
      .where("accountId", "=", accountId)
      .where("id", ">", from)
      .where("id", "<=", to)
      .where((eb) => eb.and([...residual]));
  return {
    rows: fixedQuery(
      db,
      (from: number, to: number, limit: number) => matching(from, to).selectAll().orderBy("id").limit(limit),
      (rows) => rows.map((row) => decodeRow("wallets", row)),
    ),
    count: fixedCount(db, matching),
    key: ({ id }) => id,
  };
}

/**
 * Along an index with these conditions. The index alone gives the ids of a piece, which the rows are then read by: given both a
 * range of ids and the conditions, SQLite would take the range.
 */
function indexWay(of: Of, index: readonly Condition[]): Way<Wallet> {
  const { db, accountId, residual } = of;
  const entries = (from: number, limit: number) =>
    db
      .selectFrom("wallets as entries")
      .select("entries.id")
      .where("entries.accountId", "=", accountId)
      .where("entries.id", ">", from)
      .where((eb) => eb.and([...index]))
      .orderBy("entries.id")
      .limit(limit);
  const matching = (from: number, to: number) =>
    db
      .selectFrom("wallets")
      .where("wallets.accountId", "=", accountId)
      .where("wallets.id", "in", entries(from, ROWS_PER_PIECE))
      .where((eb) => eb.and([sql<boolean>`+wallets.id <= ${to}`, ...residual]));
  return {
    newestFirst: false,
    start: 0,
    end: Number.MAX_SAFE_INTEGER,
    behind: (from, n) => nthEntry(entries(from, 1), "id", n),
    rows: async (from, to, limit) => {
      const rows = await matching(from, to).selectAll().orderBy("wallets.id").limit(limit).execute();
      return rows.map((row) => decodeRow("wallets", row));
    },
    count: (from, to) => countOf(matching(from, to)),
    key: ({ id }) => id,
  };
}

/** A feature's wallets, by the key of its links. */
function featureWay({ db, accountId, residual }: Of, featureId: string): Way<Wallet> {
  const linked = (from: number, to: number) =>
    db
      .selectFrom("walletFeatures as links")
      .innerJoin("wallets", (join) =>
        join.onRef("wallets.accountId", "=", "links.accountId").onRef("wallets.id", "=", "links.walletId"),
      )
      .where("links.accountId", "=", accountId)
      .where("links.featureId", "=", featureId)
      .where("links.walletId", ">", from)
      .where("links.walletId", "<=", to)
      .where((eb) => eb.and([...residual]));
  return {
    newestFirst: false,
    start: 0,
    end: Number.MAX_SAFE_INTEGER,
    behind: (from, n) => {
      const links = db
        .selectFrom("walletFeatures")
        .select("walletId")
        .where("accountId", "=", accountId)
        .where("featureId", "=", featureId)
        .where("walletId", ">", from)
        .orderBy("walletId");
      return nthEntry(links.limit(1), "walletId", n);
    },
    rows: async (from, to, limit) => {
      const rows = await linked(from, to).selectAll("wallets").orderBy("links.walletId").limit(limit).execute();
      return rows.map((row) => decodeRow("wallets", row));
    },
    count: (from, to) => countOf(linked(from, to)),
    key: ({ id }) => id,
  };
}

function residualOf(filter: WalletFilter): readonly Condition[] {
  const { q, state, status, currency, providerId, featureId, stale, not } = filter;
  const is = (member: string, condition: Condition) => negatedOr(filter, member, condition);
  return [
    ...(state ? [is("state", sql`wallets.alert_state = ${state}`)] : []),
    ...(status ? [is("status", sql`wallets.status = ${status}`)] : []),
    ...(currency ? [is("currency", sql`wallets.currency = ${currency}`)] : []),
    ...(providerId ? [is("providerId", sql`wallets.provider_id = ${providerId}`)] : []),
    ...(featureId && not?.has("featureId") === true ? [is("featureId", hasFeature(featureId))] : []),
    ...(stale === true || stale === false ? [sql<boolean>`wallets.stale = ${stale ? 1 : 0}`] : []),
    ...(q ? [textMatches(q)] : []),
  ];
}

function hasFeature(id: string): Condition {
  return sql`EXISTS (SELECT 1 FROM wallet_features f WHERE f.account_id = wallets.account_id AND f.wallet_id = wallets.id AND f.feature_id = ${id})`;
}

function textMatches(q: string): Condition {
  const text = containing(q, ["wallets.name", "wallets.external_id"]);
  return /^[1-9]\d{0,14}$/.test(q) ? sql<boolean>`(${text} OR wallets.id = ${Number(q)})` : text;
}
