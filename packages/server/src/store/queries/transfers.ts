import { larger, type Wallet } from "@plimsoll/core";
import { sql, type RawBuilder } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { ListedTransfer } from "../port/rebalancing.ts";
import { fromIndex, type Db, type StoredInteger } from "./database.ts";
import { counts } from "./counts.ts";
import { fixedQuery } from "./fixed-query.ts";
import { pageByPosition } from "./pages.ts";
import { integerWith } from "./row.ts";
import { inCommon } from "./read-in-common.ts";
import { DANGER, walletPieces, walletsIn, walletsOf } from "./wallet-pieces.ts";
import { positionsBelow } from "./walk.ts";

type TransferReads = Pick<
  Reads,
  "transfer" | "transferWith" | "transfers" | "walletsBeside" | "spendingWallets" | "idleWallets" | "fxRatesAmong"
>;

export function transferReads(db: Db): TransferReads {
  const givers = inCommon(
    (accountId: number, source: Wallet["source"], providerId: string | null, currency: string, limit: number) =>
      giversOf(db, { accountId, source, providerId, currency }, limit),
  );
  return {
    async transfer(accountId, id) {
      const row = await listed(db, accountId).where("transfers.id", "=", id).executeTakeFirst();
      return row ? listedTransfer(row) : null;
    },

    async transferWith(accountId, transactionId) {
      const { transferCount } = await counts(db, accountId);
      // Transactions of later transfers have higher ids.
      const debitOf = (position: number) => integerWith(db, "transfers", "debitId", { accountId, position });
      const position = await positionsBelow(transferCount, transactionId + 1, debitOf);
      const row = await listed(db, accountId).where("transfers.position", "=", position).executeTakeFirst();
      const found = row ? listedTransfer(row) : null;
      return [found?.transfer.debitId, found?.transfer.creditId].includes(transactionId) ? found : null;
    },

    async transfers(accountId, page) {
      const { transferCount } = await counts(db, accountId);
      return pageByPosition(listed(db, accountId), "transfers.position", page, transferCount, listedTransfer);
    },

    async walletsBeside({ accountId, id, source, providerId, currency }, limit) {
      const { found } = await givers(accountId, source, providerId, currency, limit + 1);
      const others = found.filter((giver) => giver !== id);
      // As they are now: what is kept says only which they are.
      const wallets = await walletsOf(db, accountId, others);
      return wallets.filter(mayGive).slice(0, limit);
    },

    async spendingWallets(accountId, limit) {
      const rows = await fromIndex(db, "wallets", "wallets_spending")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("typicalSpend", ">", sql.lit(0))
        .where("status", "=", "active")
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map((row) => decodeRow("wallets", row));
    },

    async idleWallets(accountId, limit) {
      const rows = await fromIndex(db, "wallets", "wallets_idle")
        .select("id")
        .where("accountId", "=", accountId)
        .where("status", "=", "active")
        .where((eb) => eb.or([eb("typicalSpend", "is", null), eb("typicalSpend", "=", sql.lit(0))]))
        .orderBy("id")
        .limit(limit)
        .execute();
      return rows.map(({ id }) => Number(id));
    },

    async fxRatesAmong(accountId, currencies) {
      if (currencies.length === 0) return [];
      const rows = await db
        .selectFrom("fxRates")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("fromCurrency", "in", currencies)
        .where("toCurrency", "in", currencies)
        .execute();
      return rows.map((row) => decodeRow("fxRates", row));
    },
  };
}

/** Active wallets with money above their levels, those with the most first, as `walletsBeside` orders them. */
async function giversOf(
  db: Db,
  { accountId, source, providerId, currency }: Pick<Wallet, "accountId" | "source" | "providerId" | "currency">,
  limit: number,
) {
  const surplus = sql<StoredInteger>`balance - held - CASE WHEN highest_level > 0 THEN highest_level ELSE 0 END`;
  const isOwn = sql<boolean>`currency = ${currency}`;
  const isRated = sql<boolean>`EXISTS (SELECT 1 FROM fx_rates WHERE fx_rates.account_id = ${accountId} AND (
    (from_currency = wallets.currency AND to_currency = ${currency})
    OR (from_currency = ${currency} AND to_currency = wallets.currency)))`;
  const givers = (better: (least: bigint) => RawBuilder<boolean>) =>
    fixedQuery(
      db,
      (after: number, upTo: number, least: bigint) =>
        walletsIn(db, { accountId, after, upTo })
          .where(better(least))
          .select(["id", sql<StoredInteger>`CASE WHEN ${isOwn} THEN 0 ELSE 1 END`.as("foreign"), surplus.as("surplus")])
          .where("status", "=", "active")
          .where("source", "=", source)
          .$if(source === "ledger", (query) => query.where((eb) => eb.or([isOwn, isRated])))
          .where((eb) => (providerId === null ? eb("providerId", "is", null) : eb("providerId", "=", providerId)))
          .where("alertState", "not in", DANGER)
          .where(sql<boolean>`stale = 0 AND ${surplus} > 0`)
          .orderBy("foreign")
          .orderBy("surplus", "desc")
          .orderBy("id")
          .limit(limit),
      (rows) => rows.map((row) => ({ id: Number(row.id), foreign: Number(row.foreign), surplus: BigInt(row.surplus) })),
    );
  // Only what comes before the last of those found, by the least work for a row: most fail it once there are enough.
  const own = givers((least) => sql`(balance - held > ${least} AND ${surplus} > ${least} AND ${isOwn})`);
  const any = givers((least) => sql`(${surplus} > ${least} OR ${isOwn})`);
  let best: readonly Giver[] = [];
  let walletCount = 0;
  for await (const { after, upTo } of walletPieces(db, accountId)) {
    const last = best.length < limit ? null : best.at(-1);
    const found = await (last?.foreign === 0 ? own : any)(after, upTo, last?.surplus ?? 0n);
    best = [...best, ...found].toSorted(mostFirst).slice(0, limit);
    walletCount = upTo;
  }
  return { walletCount, found: best.map((giver) => giver.id) };
}

function mayGive({ status, alertState, stale, balance, held, highestLevel }: Wallet): boolean {
  const level = larger(highestLevel ?? 0n, 0n);
  return status === "active" && !DANGER.includes(alertState) && !stale && balance - held > level;
}

/** A wallet that has more than its highest level. */
interface Giver {
  readonly id: number;
  /** 0 in the currency that is needed, otherwise 1. */
  readonly foreign: number;
  readonly surplus: bigint;
}

function mostFirst(a: Giver, b: Giver): number {
  return a.foreign - b.foreign || Number(b.surplus > a.surplus) - Number(a.surplus > b.surplus) || a.id - b.id;
}

function listed(db: Db, accountId: number) {
  return db
    .selectFrom("transfers")
    .innerJoin("wallets as sender", (join) =>
      join.onRef("sender.accountId", "=", "transfers.accountId").onRef("sender.id", "=", "transfers.fromWalletId"),
    )
    .innerJoin("wallets as receiver", (join) =>
      join.onRef("receiver.accountId", "=", "transfers.accountId").onRef("receiver.id", "=", "transfers.toWalletId"),
    )
    .selectAll("transfers")
    .select(["sender.currency as senderCurrency", "sender.assetScale as senderScale"])
    .select(["receiver.currency as receiverCurrency", "receiver.assetScale as receiverScale"])
    .where("transfers.accountId", "=", accountId);
}

function listedTransfer(row: Readonly<Record<string, unknown>>): ListedTransfer {
  return {
    transfer: decodeRow("transfers", row),
    from: { currency: String(row["senderCurrency"]), assetScale: Number(row["senderScale"]) },
    to: { currency: String(row["receiverCurrency"]), assetScale: Number(row["receiverScale"]) },
  };
}
