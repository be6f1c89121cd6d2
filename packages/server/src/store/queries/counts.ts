import type { Db } from "./database.ts";
import { rowWith } from "./row.ts";

const NOTHING = {
  walletCount: 0,
  transactionCount: 0,
  eventCount: 0,
  eventsPruned: 0,
  alertCount: 0,
  holdCount: 0,
  cardCount: 0,
  topupCount: 0,
  productCount: 0,
  orderCount: 0,
  transferCount: 0,
  episodeCount: 0,
  notificationCount: 0,
  auditCount: 0,
};

/** The account's gapless counters: the lengths of its lists. */
export async function counts(db: Db, accountId: number) {
  return (await rowWith(db, "accounts", { id: accountId })) ?? NOTHING;
}
