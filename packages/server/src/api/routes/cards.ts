import { Card, CreateCard, CardsQuery, UpdateCard } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { tagged } from "../conditions.ts";
import { editing, listOf, operationsOf, reading, readingEditable, writing } from "../documented.ts";
import { negated, sendList } from "../pages.ts";
import { cardResource } from "../resources/card.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { CardPath } from "./paths.ts";

const operation = operationsOf("Cards");

/** An issuer's cards and the wallets they spend from. */
export function cardRoutes(app: App, { reads }: Services): void {
  app.post(
    "/cards",
    operation("createCard", "Link a card to a wallet", {
      body: CreateCard,
      response: writing(201, Card, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { card_id: cardId, wallet_id: walletId, status = "active", expires = null } = request.body;
      const { card } = await request.execute({ type: "create_card", cardId, walletId, status, expires });
      return sendResource(reply, 201, cardResource(card));
    },
  );

  app.get(
    "/cards",
    operation("listCards", "List cards", {
      querystring: CardsQuery,
      response: reading(listOf(Card), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { q, status, wallet_id: walletId, not } = request.query;
      const filter = { q, status, walletId, not: negated(not) };
      return sendList(request, reply, {
        read: (page) => reads.cards(request.caller.accountId, page, filter),
        order: { key: ({ position }) => position, start: 0 },
        toJson: (card) => JSON.stringify(cardResource(card)),
      });
    },
  );

  app.get(
    "/cards/:card_id",
    operation("getCard", "Read a card", {
      params: CardPath,
      response: readingEditable(Card, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const card = found(await reads.card(request.caller.accountId, request.params.card_id), "card");
      return sendResource(tagged(reply, "cards", card), 200, cardResource(card));
    },
  );

  app.patch(
    "/cards/:card_id",
    operation("updateCard", "Freeze, close, renew or move a card", {
      description: "Holds stay with the wallet on which they were placed.",
      params: CardPath,
      body: UpdateCard,
      ...editing(Card, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const cardId = request.params.card_id;
      const { wallet_id: walletId, status, expires } = request.body;
      const { card } = await request.execute({
        type: "update_card",
        condition: await request.condition("cards", cardId),
        cardId,
        patch: { walletId, status, expires },
      });
      return sendResource(tagged(reply, "cards", card), 200, cardResource(card));
    },
  );
}
