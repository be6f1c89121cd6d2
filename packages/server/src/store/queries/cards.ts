import type { CardStatus, WalletStatus } from "@plimsoll/core";
import { sql } from "kysely";
import { decodeRow } from "../columns.ts";
import type { Reads } from "../store.ts";
import type { Db, StoredInteger } from "./database.ts";
import { ascendingRange, offsetOf } from "./pages.ts";
import { counts } from "./wallets.ts";

type CardReads = Pick<
  Reads,
  "gatewayConnection" | "gatewayConnections" | "gatewayConnectionById" | "card" | "cards" | "cardBalance"
>;

export function cardReads(db: Db): CardReads {
  return {
    async gatewayConnection(accountId, id) {
      const row = await db
        .selectFrom("gatewayConnections")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("id", "=", id)
        .executeTakeFirst();
      return row ? decodeRow("gatewayConnections", row) : null;
    },

    async gatewayConnections(accountId, page) {
      const all = db.selectFrom("gatewayConnections").where("accountId", "=", accountId);
      const rows = await all.selectAll().orderBy("id").limit(page.limit).offset(offsetOf(page)).execute();
      const total = await all.select(sql<StoredInteger>`count(*)`.as("count")).executeTakeFirst();
      return { rows: rows.map((row) => decodeRow("gatewayConnections", row)), total: Number(total?.count ?? 0) };
    },

    async gatewayConnectionById(id) {
      const row = await db.selectFrom("gatewayConnections").selectAll().where("id", "=", id).executeTakeFirst();
      return row ? decodeRow("gatewayConnections", row) : null;
    },

    async card(accountId, cardId) {
      const row = await db
        .selectFrom("cards")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("cardId", "=", cardId)
        .executeTakeFirst();
      return row ? decodeRow("cards", row) : null;
    },

    async cards(accountId, page) {
      const { cardCount } = await counts(db, accountId);
      const { first, last } = ascendingRange(page);
      const rows = await db
        .selectFrom("cards")
        .selectAll()
        .where("accountId", "=", accountId)
        .where("position", ">=", first)
        .where("position", "<=", last)
        .orderBy("position")
        .execute();
      return { rows: rows.map((row) => decodeRow("cards", row)), total: cardCount };
    },

    async cardBalance(accountId, cardId) {
      // One statement, so that all of it is of one moment; written out, for it is too hot to be put together each time.
      const { rows } = await sql<CardBalanceRow>`
        SELECT c.status AS card_status, c.expires, w.balance, w.held, w.asset_scale, w.status AS wallet_status, w.stale, a.settings
        FROM cards c
        JOIN wallets w ON w.account_id = c.account_id AND w.id = c.wallet_id
        JOIN accounts a ON a.id = c.account_id
        WHERE c.account_id = ${accountId} AND c.card_id = ${cardId}`.execute(db);
      const [row] = rows;
      if (!row) return null;
      return {
        card: { status: row.cardStatus, expires: row.expires },
        wallet: {
          balance: BigInt(row.balance),
          held: BigInt(row.held),
          assetScale: Number(row.assetScale),
          status: row.walletStatus,
          stale: Number(row.stale) === 1,
        },
        account: { settings: row.settings },
      };
    },
  };
}

interface CardBalanceRow {
  readonly cardStatus: CardStatus;
  readonly expires: string | null;
  readonly balance: StoredInteger;
  readonly held: StoredInteger;
  readonly assetScale: StoredInteger;
  readonly walletStatus: WalletStatus;
  readonly stale: StoredInteger;
  readonly settings: string;
}
