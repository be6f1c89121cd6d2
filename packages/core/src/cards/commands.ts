import { account } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import type { Card, CardStatus, GatewayConnection } from "../model/card.ts";
import { accepted, invalid, rejected, type Outcome } from "../outcome.ts";
import { endOfValidity } from "./expiry.ts";
import type { Sealed } from "../model/sealed.ts";

/** `secret` arrives sealed. */
export interface CreateGatewayConnection {
  readonly type: "create_gateway_connection";
  readonly accountId: number;
  /** New: secrets are sealed for it before the row is made. */
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly secret: Sealed;
}

export const createGatewayConnection: Handler<CreateGatewayConnection, { readonly connection: GatewayConnection }> = {
  lookups: () => [],
  apply: (draft, { accountId, id, kind, name, secret }): Outcome<{ connection: GatewayConnection }> => {
    draft.insert("directoryEntries", { accountId, key: id });
    const connection = draft.insert("gatewayConnections", {
      accountId,
      id,
      kind,
      name,
      secret,
      status: "active",
      createdAt: draft.now,
      updatedAt: draft.now,
    });
    return accepted({ connection });
  },
};

/** A merge patch: an undefined field stays as it is. */
export interface UpdateGatewayConnection {
  readonly type: "update_gateway_connection";
  readonly accountId: number;
  readonly connectionId: string;
  readonly patch: {
    readonly name?: string | undefined;
    readonly secret?: Sealed | undefined;
    readonly status?: GatewayConnection["status"] | undefined;
  };
}

export const updateGatewayConnection: Handler<UpdateGatewayConnection, { readonly connection: GatewayConnection }> = {
  lookups: ({ accountId, connectionId }) => [row("gatewayConnections", accountId, connectionId)],
  apply: (draft, { accountId, connectionId, patch }): Outcome<{ connection: GatewayConnection }> => {
    const before = draft.get("gatewayConnections", accountId, connectionId);
    if (!before) return rejected("gateway_connection_not_found");
    const connection = draft.edit("gatewayConnections", before);
    if (patch.name !== undefined) connection.name = patch.name;
    if (patch.secret !== undefined) connection.secret = patch.secret;
    if (patch.status !== undefined) connection.status = patch.status;
    connection.updatedAt = draft.now;
    return accepted({ connection });
  },
};

export interface CreateCard {
  readonly type: "create_card";
  readonly accountId: number;
  readonly cardId: string;
  readonly walletId: number;
  readonly status: CardStatus;
  readonly expires: string | null;
}

/** Guards in order: invalid expires, card_exists, wallet_not_found, wallet_closed. */
export const createCard: Handler<CreateCard, { readonly card: Card }> = {
  lookups: ({ accountId, cardId, walletId }) => [row("cards", accountId, cardId), row("wallets", accountId, walletId)],
  apply: (draft, { accountId, cardId, walletId, status, expires }): Outcome<{ card: Card }> => {
    if (!isExpiry(expires)) return badExpiry();
    if (draft.get("cards", accountId, cardId)) return rejected("card_exists");
    const wallet = draft.get("wallets", accountId, walletId);
    if (!wallet) return rejected("card_wallet_not_found");
    if (wallet.status === "closed") return rejected("wallet_closed");
    const owner = draft.edit("accounts", account(draft, accountId));
    owner.cardCount += 1;
    const card = draft.insert("cards", {
      accountId,
      cardId,
      position: owner.cardCount,
      walletId,
      status,
      expires,
      createdAt: draft.now,
      updatedAt: draft.now,
    });
    return accepted({ card });
  },
};

/** A merge patch: an undefined field stays as it is; `expires` null never expires. */
export interface UpdateCard {
  readonly type: "update_card";
  readonly accountId: number;
  readonly cardId: string;
  readonly patch: {
    readonly walletId?: number | undefined;
    readonly status?: CardStatus | undefined;
    readonly expires?: string | null | undefined;
  };
}

/** Guards in order: card_not_found, invalid expires, wallet_not_found, wallet_closed. Holds stay with the wallet they were placed on. */
export const updateCard: Handler<UpdateCard, { readonly card: Card }> = {
  lookups: ({ accountId, cardId, patch }) => [
    row("cards", accountId, cardId),
    ...(patch.walletId === undefined ? [] : [row("wallets", accountId, patch.walletId)]),
  ],
  apply: (draft, { accountId, cardId, patch }): Outcome<{ card: Card }> => {
    const before = draft.get("cards", accountId, cardId);
    if (!before) return rejected("card_not_found");
    if (!isExpiry(patch.expires ?? null)) return badExpiry();
    if (patch.walletId !== undefined) {
      const wallet = draft.get("wallets", accountId, patch.walletId);
      if (!wallet) return rejected("card_wallet_not_found");
      if (wallet.status === "closed") return rejected("wallet_closed");
    }
    const card = draft.edit("cards", before);
    if (patch.walletId !== undefined) card.walletId = patch.walletId;
    if (patch.status !== undefined) card.status = patch.status;
    if (patch.expires !== undefined) card.expires = patch.expires;
    card.updatedAt = draft.now;
    return accepted({ card });
  },
};

function isExpiry(expires: string | null): boolean {
  return expires === null || endOfValidity(expires) !== null;
}

function badExpiry(): Outcome<never> {
  return invalid("expires", "expires must be a month (2027-11), a day (2027-11-30) or an RFC 3339 time");
}
