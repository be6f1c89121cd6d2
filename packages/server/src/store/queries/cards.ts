import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { countOf, offsetOf, pageByPosition, totalOf } from "./pages.ts";
import { counts } from "./counts.ts";

type CardReads = Pick<Reads, "gatewayConnection" | "gatewayConnections" | "gatewayConnectionById" | "card" | "cards">;

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
      const part = all.$if(page.after !== undefined, (query) => query.where("id", ">", String(page.after)));
      const rows = await part.selectAll().orderBy("id").limit(page.limit).offset(offsetOf(page)).execute();
      const total = await totalOf(page, () => countOf(all));
      return { rows: rows.map((row) => decodeRow("gatewayConnections", row)), total };
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
      const all = db.selectFrom("cards").selectAll().where("accountId", "=", accountId);
      return pageByPosition(all, "position", page, cardCount, (row) => decodeRow("cards", row), "asc");
    },
  };
}
