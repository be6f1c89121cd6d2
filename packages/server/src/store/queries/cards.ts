import type { Card } from "@plimsoll/core";
import type { RawBuilder } from "kysely";
import { decodeRow } from "../row-code.ts";
import type { Reads } from "../port/reads.ts";
import type { Db } from "./database.ts";
import { countOf, pageByKey, pageByPosition } from "./pages.ts";
import { counts } from "./counts.ts";
import { filterConditions } from "./filter-conditions.ts";
import { inItsAccount, rowWith } from "./row.ts";
import { abreastOn, gaplessWay, walkPage, type Way } from "./walk.ts";

type CardReads = Pick<Reads, "gatewayConnection" | "gatewayConnections" | "gatewayConnectionById" | "card" | "cards">;

export function cardReads(db: Db): CardReads {
  return {
    gatewayConnection: (accountId, id) => rowWith(db, "gatewayConnections", { accountId, id }),

    async gatewayConnections(accountId, page) {
      const all = db.selectFrom("gatewayConnections").where("accountId", "=", accountId);
      return pageByKey(all, "id", page, (row) => decodeRow("gatewayConnections", row));
    },

    gatewayConnectionById: (id) =>
      inItsAccount(db, id, (accountId) => rowWith(db, "gatewayConnections", { accountId, id })),

    card: (accountId, cardId) => rowWith(db, "cards", { accountId, cardId }),

    async cards(accountId, page, filter = {}) {
      const { cardCount } = await counts(db, accountId);
      const conditions = filterConditions(db, filter, ["cards.card_id"], {
        status: "cards.status",
        walletId: "cards.wallet_id",
      });
      if (conditions.length > 0) return walkPage(cardWay(db, accountId, conditions, cardCount), page);
      const all = db.selectFrom("cards").selectAll().where("accountId", "=", accountId);
      return pageByPosition(all, "position", page, cardCount, (row) => decodeRow("cards", row), "asc");
    },
  };
}

/** The matching cards in the order of their positions. */
function cardWay(db: Db, accountId: number, conditions: readonly RawBuilder<boolean>[], last: number): Way<Card> {
  const matching = (from: number, to: number) =>
    db
      .selectFrom("cards")
      .where("accountId", "=", accountId)
      .where("position", ">", from)
      .where("position", "<=", to)
      .where((eb) => eb.and([...conditions]));
  return gaplessWay(
    { newestFirst: false, first: 1, last },
    {
      abreast: abreastOn(db),
      rows: async (from, to, limit) => {
        const rows = await matching(from, to).selectAll().orderBy("position").limit(limit).execute();
        return rows.map((row) => decodeRow("cards", row));
      },
      count: (from, to) => countOf(matching(from, to)),
      key: ({ position }) => position,
    },
  );
}
