import type { Denomination, TransactionKind, Wallet } from "@plimsoll/core";
import { expressionBuilder, sql, type Expression, type RawBuilder, type SqlBool } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { PageOf, PageRequest } from "../port/page.ts";
import { positive } from "../port/negation.ts";
import type { Reads } from "../port/reads.ts";
import type { ListedTransaction, Period, TransactionFilter } from "../port/wallets.ts";
import type { Db, Schema } from "./database.ts";
import { denominationOf, withDenomination } from "./joined-rows.ts";
import { fixedCount, fixedQuery } from "./fixed-query.ts";
import { pageByPosition, type Positions } from "./pages.ts";
import { integerWith, rowWith } from "./row.ts";
import { containing } from "./text-search.ts";
import { counts } from "./counts.ts";
import { negatedOr } from "./negation.ts";
import { walletWay } from "./wallet-filter.ts";
import { walletsOf } from "./wallet-pieces.ts";
import {
  abreastOn,
  gaplessWay,
  MAX_EXAMINED,
  mergedWays,
  nthEntry,
  numberedWay,
  positionsBelow,
  positionsOf,
  walkOn,
  ROWS_PER_PIECE,
  walkPage,
  type Way,
} from "./walk.ts";

/** @limit Lists and chores: wallets of a provider or a currency whose transactions are read by wallet and merged. */
const MERGED_WALLETS = 20;

/** @limit Lists and chores: transactions of wallets that are compared one by one although an index has their kind. */
const SHORT_LIST = 5_000;

/** @limit Lists and chores: transactions whose texts one page of a list with `q` compares; less than of other filters, because texts take longer. */
const MAX_COMPARED = 25_000;

const SPEND_KINDS: readonly TransactionKind[] = ["order", "usage", "payout", "card"];
const ALL_KINDS: readonly TransactionKind[] = [...SPEND_KINDS, "topup", "refund", "adjustment", "reconciliation", "fx"];

/** As in the partial index `transactions_unusual`, which serves no other spelling. */
const UNUSUAL = sql<boolean>`(amount > 0 OR (kind <> 'order' AND kind <> 'usage' AND kind <> 'payout' AND kind <> 'card'))`;

type Condition = RawBuilder<boolean>;

export function transactionReads(db: Db): Pick<Reads, "transaction" | "transactions"> {
  return {
    async transaction(accountId, id) {
      const row = await withDenomination(db, "transactions", accountId)
        .where("transactions.id", "=", id)
        .executeTakeFirst();
      return row ? { transaction: decodeRow("transactions", row), denomination: denominationOf(row) } : null;
    },

    async transactions(accountId, filter, page) {
      const along = positive(filter);
      const wallets = await walletsAmong(db, accountId, along);
      if (wallets?.length === 0) return { rows: [], total: 0 };
      const [wallet] = wallets?.length === 1 ? wallets : [];
      if (isPeriodOnly(filter)) {
        if (wallet) return walletPeriod(db, accountId, wallet, filter, page);
        if (!filter.providerId && !filter.currency) return accountPeriod(db, accountId, filter, page);
      }
      const way = await wayOf(db, accountId, filter, along, wallets);
      const { q } = filter;
      if (!q || page.after !== undefined) return walkPage(way, page);
      return walkPage(way, { ...page, examine: MAX_COMPARED }, async (id) => {
        // A whole reference, which is what most people paste, is found however old it is.
        const { first } = await idsOf(db, accountId, filter);
        const of = { db, accountId, filter, residual: residualOf(db, filter) };
        return indexWay(of, { first, last: id - 1 }, [sql`reference_number = ${q}`]);
      });
    },
  };
}

/** A wallet whose transactions are wanted, with the length of its list. */
export interface NumberedWallet {
  readonly id: number;
  readonly sequence: number;
  readonly denomination: Denomination;
}

/** Positions of one wallet whose transactions are of a period, by the times of the rows at its ends. */
export async function sequencesOf(
  db: Db,
  accountId: number,
  wallet: Pick<NumberedWallet, "id" | "sequence">,
  period: Period,
): Promise<Positions> {
  return positionsOf({ first: 1, last: wallet.sequence }, period, (sequence) =>
    integerWith(db, "transactions", "createdAt", { accountId, walletId: wallet.id, sequence }),
  );
}

/** The account's transactions of a period. */
async function idsOf(db: Db, accountId: number, period: Period): Promise<Positions> {
  const { transactionCount } = await counts(db, accountId);
  return positionsOf({ first: 1, last: transactionCount }, period, (id) => timeOfId(db, accountId, id));
}

function timeOfId(db: Db, accountId: number, id: number): Promise<number | null> {
  return integerWith(db, "transactions", "createdAt", { accountId, id });
}

/** The wallets that the filter names, at most `MERGED_WALLETS`; null when it names none or more. */
async function walletsAmong(
  db: Db,
  accountId: number,
  { walletId, providerId, currency }: TransactionFilter,
): Promise<readonly NumberedWallet[] | null> {
  if (!walletId && !providerId && !currency) return null;
  if (walletId) {
    const wallet = await rowWith(db, "wallets", { accountId, id: walletId });
    if (!wallet || (currency && wallet.currency !== currency)) return [];
    return providerId && wallet.providerId !== providerId ? [] : [numbered(wallet)];
  }
  const way = await walletWay(db, accountId, { providerId, currency });
  const { rows, stopped } = await walkOn(way, 0, MERGED_WALLETS + 1, MAX_EXAMINED);
  return stopped || rows.length > MERGED_WALLETS ? null : (await walletsOf(db, accountId, rows)).map(numbered);
}

function numbered(wallet: Readonly<Wallet>): NumberedWallet {
  const { id, sequence, currency, assetScale } = wallet;
  return { id, sequence, denomination: { currency, assetScale } };
}

function isPeriodOnly({ kind, type, reference, orderId, occurred, q, not }: TransactionFilter): boolean {
  return !kind && !type && !reference && !orderId && !occurred && !q && !not;
}

async function accountPeriod(
  db: Db,
  accountId: number,
  filter: TransactionFilter,
  page: PageRequest,
): Promise<PageOf<ListedTransaction>> {
  const positions = await idsOf(db, accountId, filter);
  return pageByPosition(withDenomination(db, "transactions", accountId), "transactions.id", page, positions, toListed);
}

async function walletPeriod(
  db: Db,
  accountId: number,
  wallet: NumberedWallet,
  filter: TransactionFilter,
  page: PageRequest,
): Promise<PageOf<ListedTransaction>> {
  const positions = await sequencesOf(db, accountId, wallet, filter);
  const all = db
    .selectFrom("transactions")
    .selectAll()
    .where("accountId", "=", accountId)
    .where("walletId", "=", wallet.id);
  const after = page.after === undefined ? undefined : await sequencesBelow(db, accountId, wallet, Number(page.after));
  const ofSequences = { ...page, after: after === undefined ? undefined : after + 1 };
  return pageByPosition(all, "sequence", ofSequences, positions, (row) => ({
    transaction: decodeRow("transactions", row),
    denomination: wallet.denomination,
  }));
}

async function wayOf(
  db: Db,
  accountId: number,
  filter: TransactionFilter,
  along: TransactionFilter,
  wallets: readonly NumberedWallet[] | null,
): Promise<Way<ListedTransaction>> {
  const { kind, type, reference, orderId } = along;
  const of = { db, accountId, filter, residual: residualOf(db, filter) };
  if (orderId) return indexWay(of, await idsOf(db, accountId, filter), [sql`order_id = ${orderId}`]);
  if (reference) return indexWay(of, await idsOf(db, accountId, filter), [sql`reference_number = ${reference}`]);
  const kinds = unusualKinds(kind ?? null, type ?? null);
  const length = wallets?.reduce((sum, { sequence }) => sum + sequence, 0) ?? Number.POSITIVE_INFINITY;
  if (kinds !== null && length > SHORT_LIST) {
    const ids = await idsOf(db, accountId, filter);
    const [first, ...others] = kinds.map((each) => indexWay(of, ids, [sql`kind = ${each}`, UNUSUAL]));
    if (first) return mergedWays([first, ...others]);
  }
  if (wallets) {
    const ways = await Promise.all(wallets.map((wallet) => sequenceWay(of, wallet)));
    const [first, ...others] = ways;
    if (first) return mergedWays([first, ...others]);
  }
  const { first, last } = await idsOf(db, accountId, filter);
  return gaplessWay({ newestFirst: true, first, last }, rangesOf(of));
}

/** The kinds in `transactions_unusual` that hold every match; null when matches are outside of it. */
function unusualKinds(
  kind: TransactionKind | null,
  type: TransactionFilter["type"] | null,
): readonly TransactionKind[] | null {
  if (type === "CREDIT") return kind === null ? ALL_KINDS : [kind];
  return kind === null || SPEND_KINDS.includes(kind) ? null : [kind];
}

interface Of {
  readonly db: Db;
  readonly accountId: number;
  readonly filter: TransactionFilter;
  readonly residual: readonly Condition[];
}

type Pieces = Pick<Way<ListedTransaction>, "abreast" | "rows" | "count" | "key" | "time">;

/** Reads and counts the matching rows of a piece by the conditions that delimit it, the highest of `order` first. */
function piecesOf(
  { db, accountId, residual }: Of,
  order: "transactions.id" | "transactions.sequence",
  piece: (from: number, to: number) => readonly Expression<SqlBool>[],
): Pieces {
  return {
    abreast: abreastOn(db),
    rows: fixedQuery(
      db,
      (from: number, to: number, limit: number) =>
        withDenomination(db, "transactions", accountId)
          .where((eb) => eb.and([...piece(from, to), ...residual]))
          .orderBy(order, "desc")
          .limit(limit),
      (rows) => rows.map(toListed),
    ),
    count: fixedCount(db, (from: number, to: number) =>
      db
        .selectFrom("transactions")
        .where("transactions.accountId", "=", accountId)
        .where((eb) => eb.and([...piece(from, to), ...residual])),
    ),
    key: ({ transaction }) => transaction.id,
    time: (id) => timeOfId(db, accountId, id),
  };
}

/** Reads by ranges of ids. */
function rangesOf(of: Of): Pieces {
  const eb = expressionBuilder<Schema, "transactions">();
  return piecesOf(of, "transactions.id", (from, to) => [
    eb("transactions.id", "<", from),
    eb("transactions.id", ">=", to),
  ]);
}

/**
 * Along an index with these conditions. The index alone gives the ids of a piece, which the rows are then read by: given both a
 * range of ids and the conditions, SQLite would take the range.
 */
function indexWay(of: Of, ids: Positions, index: readonly Condition[]): Way<ListedTransaction> {
  const { db, accountId } = of;
  const entries = (from: number, limit: number) =>
    db
      .selectFrom("transactions as entries")
      .select("entries.id")
      .where("entries.accountId", "=", accountId)
      .where("entries.id", "<", from)
      .where((eb) => eb.and([...index]))
      .orderBy("entries.id", "desc")
      .limit(limit);
  const eb = expressionBuilder<Schema, "transactions">();
  return {
    newestFirst: true,
    start: ids.last + 1,
    end: ids.first,
    behind: (from, n) => nthEntry(entries(from, 1), "id", n, ids.first),
    ...piecesOf(of, "transactions.id", (from, to) => [
      eb("transactions.id", "in", entries(from, ROWS_PER_PIECE)),
      sql<boolean>`+transactions.id >= ${to}`,
    ]),
  };
}

/** One wallet's transactions by id: ranges of its sequence. */
async function sequenceWay(of: Of, wallet: NumberedWallet): Promise<Way<ListedTransaction>> {
  const { db, accountId, filter } = of;
  const eb = expressionBuilder<Schema, "transactions">();
  return numberedWay({
    ...(await sequencesOf(db, accountId, wallet, filter)),
    keyAt: (sequence) => idAt(db, accountId, wallet.id, sequence),
    ...piecesOf(of, "transactions.sequence", (first, last) => [
      eb("transactions.walletId", "=", wallet.id),
      eb("transactions.sequence", ">=", first),
      eb("transactions.sequence", "<=", last),
    ]),
  });
}

function idAt(db: Db, accountId: number, walletId: number, sequence: number): Promise<number | null> {
  return integerWith(db, "transactions", "id", { accountId, walletId, sequence });
}

/** How many of a wallet's transactions have a smaller id. */
function sequencesBelow(db: Db, accountId: number, wallet: NumberedWallet, id: number): Promise<number> {
  return positionsBelow(wallet.sequence, id, (sequence) => idAt(db, accountId, wallet.id, sequence));
}

/** What the rows of a range are compared with one by one. Wallets stand in a subquery, so that no plan begins with them. */
function residualOf(db: Db, filter: TransactionFilter): readonly Condition[] {
  const { walletId, providerId, currency, kind, type, reference, orderId, occurred, q } = filter;
  const is = (member: string, condition: Condition) => negatedOr(filter, member, condition);
  const occurredAt = sql`coalesce(transactions.occurred_at, transactions.created_at)`;
  const ofWallet = (column: "provider_id" | "currency", value: string) =>
    sql<boolean>`(SELECT w.${sql.ref(column)} FROM wallets w WHERE w.account_id = transactions.account_id AND w.id = transactions.wallet_id) = ${value}`;
  return [
    ...(walletId ? [sql<boolean>`transactions.wallet_id = ${walletId}`] : []),
    ...(providerId ? [is("providerId", ofWallet("provider_id", providerId))] : []),
    ...(currency ? [is("currency", ofWallet("currency", currency))] : []),
    ...(kind ? [is("kind", sql`transactions.kind = ${kind}`)] : []),
    ...(type
      ? [type === "CREDIT" ? sql<boolean>`transactions.amount >= 0` : sql<boolean>`transactions.amount < 0`]
      : []),
    ...(reference ? [sql<boolean>`transactions.reference_number = ${reference}`] : []),
    ...(orderId ? [sql<boolean>`transactions.order_id = ${orderId}`] : []),
    ...(occurred ? [sql<boolean>`(${occurredAt} >= ${occurred.from} AND ${occurredAt} < ${occurred.to})`] : []),
    ...(q
      ? [containing(db, q, ["transactions.reference_number", "transactions.remarks", "transactions.external_id"])]
      : []),
  ];
}

function toListed(row: Readonly<Record<string, unknown>>): ListedTransaction {
  return { transaction: decodeRow("transactions", row), denomination: denominationOf(row) };
}
