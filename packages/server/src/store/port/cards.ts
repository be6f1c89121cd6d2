import type { Account, Card, GatewayConnection, Wallet } from "@plimsoll/core";
import type { Negatable } from "./negation.ts";
import type { PageOf, PageRequest } from "./page.ts";

export interface CardBalance {
  readonly card: Pick<Card, "status" | "expires">;
  readonly wallet: Pick<
    Wallet,
    "balance" | "held" | "assetScale" | "status" | "stale" | "syncedAt" | "cadenceMs" | "waitingLow"
  >;
  readonly account: Pick<Account, "settings">;
}

interface CardFilter extends Negatable {
  /** Contained in the card's id. */
  readonly q?: string | undefined;
  readonly status?: Card["status"] | undefined;
  readonly walletId?: number | undefined;
}

/** Card connections and cards. */
export interface CardReads {
  gatewayConnection(accountId: number, id: string): Promise<GatewayConnection | null>;
  gatewayConnections(accountId: number, page: PageRequest): Promise<PageOf<GatewayConnection>>;
  /** The connection in a gateway's URL, of any account. */
  gatewayConnectionById(id: string): Promise<GatewayConnection | null>;
  card(accountId: number, cardId: string): Promise<Card | null>;
  /** In order of creation. */
  cards(accountId: number, page: PageRequest, filter?: CardFilter): Promise<PageOf<Card>>;
  /** A card, its wallet as last committed, and its account's settings: all data for the response to an enquiry. */
  cardBalance(accountId: number, cardId: string): Promise<CardBalance | null>;
}
