import type { Card, GatewayConnection } from "@plimsoll/contract";
import { isoTime, type Card as CardRow, type GatewayConnection as ConnectionRow } from "@plimsoll/core";

export function gatewayConnectionResource(connection: Readonly<ConnectionRow>): GatewayConnection {
  return {
    id: connection.id,
    gateway_url: `/gateway/${connection.id}`,
    kind: connection.kind as GatewayConnection["kind"],
    name: connection.name,
    status: connection.status,
    created_at: isoTime(connection.createdAt),
    updated_at: isoTime(connection.updatedAt),
  };
}

export function cardResource(card: Readonly<CardRow>): Card {
  return {
    card_id: card.cardId,
    wallet_id: card.walletId,
    status: card.status,
    expires: card.expires,
    created_at: isoTime(card.createdAt),
    updated_at: isoTime(card.updatedAt),
  };
}
