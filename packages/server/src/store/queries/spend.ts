import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";

/**
 * @limit Lists and chores: transactions of a wallet, newest first, among which a refund's original spend is searched
 * for.
 */
const REFUND_LOOKBACK = 5_000;

const SPEND_KINDS = ["order", "usage", "payout", "card"] as const;

export function spendReads(db: Db): Pick<Reads, "walletSpend" | "walletsSpend" | "spentAt"> {
  return {
    async walletSpend(accountId, walletId, since) {
      const rows = await db
        .selectFrom("walletSpend")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("walletId", "=", walletId)
        .where("day", ">=", since)
        .orderBy("day")
        .execute();
      return rows.map((row) => decodeRow("walletSpend", row));
    },

    async walletsSpend(accountId, walletIds, since) {
      if (walletIds.length === 0) return [];
      const rows = await db
        .selectFrom("walletSpend")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("walletId", "in", walletIds)
        .where("day", ">=", since)
        .orderBy("walletId")
        .orderBy("day")
        .execute();
      return rows.map((row) => decodeRow("walletSpend", row));
    },

    async spentAt(accountId, walletId, { orderIds, references }) {
      const wallet = await db
        .selectFrom("wallets")
        .select("sequence")
        .where("accountId", "=", accountId)
        .where("id", "=", walletId)
        .executeTakeFirst();
      if (!wallet) return [];
      const rows = await db
        .selectFrom("transactions")
        .select(["orderId", "referenceNumber", "occurredAt", "createdAt"])
        .where("accountId", "=", accountId)
        .where("walletId", "=", walletId)
        .where("sequence", ">", Number(wallet.sequence) - REFUND_LOOKBACK)
        .where("amount", "<", 0)
        .where("kind", "in", SPEND_KINDS)
        .where((eb) =>
          eb.or([
            ...(orderIds.length > 0 ? [eb("orderId", "in", orderIds)] : []),
            ...(references.length > 0 ? [eb("referenceNumber", "in", references)] : []),
          ]),
        )
        .orderBy("sequence", "desc")
        .limit(REFUND_LOOKBACK)
        .execute();
      return rows.map((row) => ({
        orderId: row.orderId === null ? null : Number(row.orderId),
        referenceNumber: row.referenceNumber,
        at: Number(row.occurredAt ?? row.createdAt),
      }));
    },
  };
}
