import type { Card, GatewayConnection } from "@plimsoll/contract";
import { expectStatus, type Fields } from "./api.ts";
import type { Server } from "./server.ts";

const AUTHORIZATION = "Bearer issuer-shared-secret-0123456789";

/** A gateway's response. */
export interface GatewayReply {
  readonly status: number;
  readonly text: string;
  readonly body: {
    readonly statusCode?: number;
    readonly responseCode?: string;
    readonly data?: { readonly responseCode?: string; readonly balance?: number };
  };
}

/** A card issuer that calls one gateway connection. */
export class CardIssuer {
  readonly server: Server;
  readonly url: string;
  #events = 0;

  private constructor(server: Server, path: string) {
    this.server = server;
    this.url = server.url + path;
  }

  /** An existing connection, of a server that was started again. */
  static at(server: Server, path: string): CardIssuer {
    return new CardIssuer(server, path);
  }

  static async connect(server: Server): Promise<CardIssuer> {
    const fields = { kind: "sudo", name: "Card issuer", authorization: AUTHORIZATION };
    const answer = await server.api.post<GatewayConnection>("/gateway-connections", fields);
    return new CardIssuer(server, expectStatus(201, answer).gateway_url);
  }

  async card(cardId: string, walletId: number, fields: Fields = {}): Promise<Card> {
    const body = { card_id: cardId, wallet_id: walletId, ...fields };
    return expectStatus(201, await this.server.api.post<Card>("/cards", body));
  }

  async send(
    body: string | Fields,
    authorization: string | null = AUTHORIZATION,
    url = this.url,
  ): Promise<GatewayReply> {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(authorization === null ? {} : { authorization }) },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, text, body: JSON.parse(text) as GatewayReply["body"] };
  }

  /** A message with an event id of its own. */
  message(type: string, object: Fields): Promise<GatewayReply> {
    this.#events += 1;
    return this.send({ type, _id: `evt-${this.url.slice(-6)}-${this.#events}`, data: { object } });
  }

  balance(cardId: string): Promise<GatewayReply> {
    return this.send({ type: "card.balance", _id: "enquiry", data: { object: { _id: cardId } } });
  }
}
