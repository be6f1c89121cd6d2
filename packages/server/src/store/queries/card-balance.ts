import type { CardStatus, WalletStatus } from "@plimsoll/core";
import type { CardBalance } from "../port/cards.ts";
import type { StoredInteger } from "./database.ts";

/** A row of the query below, column by column. */
export type CardBalanceRow = readonly [
  cardStatus: CardStatus,
  expires: string | null,
  balance: StoredInteger,
  held: StoredInteger,
  assetScale: StoredInteger,
  walletStatus: WalletStatus,
  stale: StoredInteger,
  syncedAt: StoredInteger | null,
  cadenceMs: StoredInteger,
  waitingLow: StoredInteger,
  settings: string,
];

/**
 * All data for the response to an enquiry: one statement, so that it is of one moment, each table by its key. `account`
 * and `card` are the engine's placeholders. Enquiries bypass the query builder, which takes several times as long as
 * the database.
 */
export function cardBalanceQuery(account: string, card: string): string {
  return `SELECT c.status, c.expires, w.balance, w.held, w.asset_scale, w.status, w.stale, w.synced_at, w.cadence_ms, w.waiting_low,
      a.settings
    FROM cards c
    JOIN wallets w ON w.account_id = c.account_id AND w.id = c.wallet_id
    JOIN accounts a ON a.id = c.account_id
    WHERE c.account_id = ${account} AND c.card_id = ${card}`;
}

export function cardBalanceOf(row: CardBalanceRow): CardBalance {
  const [
    cardStatus,
    expires,
    balance,
    held,
    assetScale,
    walletStatus,
    stale,
    syncedAt,
    cadenceMs,
    waitingLow,
    settings,
  ] = row;
  return {
    card: { status: cardStatus, expires },
    wallet: {
      balance: BigInt(balance),
      held: BigInt(held),
      assetScale: Number(assetScale),
      status: walletStatus,
      stale: Number(stale) === 1,
      syncedAt: syncedAt === null ? null : Number(syncedAt),
      cadenceMs: Number(cadenceMs),
      waitingLow: BigInt(waitingLow),
    },
    account: { settings },
  };
}
