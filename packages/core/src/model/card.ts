/** An issuer's right to ask for balances and authorizations at `/gateway/{id}`. */
export interface GatewayConnection {
  readonly accountId: number;
  readonly id: string;
  readonly kind: string;
  name: string;
  /** The whole `Authorization` value the issuer sends, sealed by the shell. */
  secret: string;
  status: "active" | "paused";
  readonly createdAt: number;
  updatedAt: number;
}

export const CARD_STATUSES = ["active", "frozen", "closed"] as const;
export type CardStatus = (typeof CARD_STATUSES)[number];

/** An issuer's card that spends from a wallet. Nothing of its holder is known here. */
export interface Card {
  readonly accountId: number;
  /** The issuer's id of it. */
  readonly cardId: string;
  /** 1, 2, 3 … per account. */
  readonly position: number;
  walletId: number;
  status: CardStatus;
  /** The last month (`2027-11`) or day (`2027-11-30`) it is good for; null does not expire. */
  expires: string | null;
  readonly createdAt: number;
  updatedAt: number;
}

export type AuthorizationStatus = "approved" | "declined" | "captured" | "released";

/** What became of an authorization, by the issuer's id of it. */
export interface CardAuthorization {
  readonly accountId: number;
  readonly connectionId: string;
  readonly authorizationId: string;
  readonly cardId: string | null;
  /** Null when nothing was set aside: it was declined, was for nothing, or was decided elsewhere. */
  readonly holdId: string | null;
  status: AuthorizationStatus;
  readonly createdAt: number;
  updatedAt: number;
}

/** A message of an issuer that has taken effect, and how it was answered: what repetitions are recognised by. */
export interface GatewayEvent {
  readonly accountId: number;
  readonly connectionId: string;
  readonly eventId: string;
  readonly type: string;
  responseCode: string;
  /** The transaction it made. */
  readonly transactionId: number | null;
  readonly createdAt: number;
}
