import type { CardStatus, GatewayStatus } from "@plimsoll/contract";
import type { Sealed } from "./sealed.ts";

export type { CardStatus, GatewayStatus };
/** An issuer's access to balances and authorizations at `/gateway/{id}`. */
export interface GatewayConnection {
  readonly accountId: number;
  readonly id: string;
  readonly kind: string;
  name: string;
  /** The whole `Authorization` value the issuer sends, sealed by the shell. */
  secret: Sealed;
  status: GatewayStatus;
  readonly createdAt: number;
  updatedAt: number;
}

/** An issuer's card that spends from a wallet. No data of its holder is stored. */
export interface Card {
  readonly accountId: number;
  /** The issuer's id of the card. */
  readonly cardId: string;
  /** 1, 2, 3 … per account. */
  readonly position: number;
  walletId: number;
  status: CardStatus;
  /** The last month (`2027-11`) or day (`2027-11-30`) of its validity; null does not expire. */
  expires: string | null;
  readonly createdAt: number;
  updatedAt: number;
}

export type AuthorizationStatus = "approved" | "declined" | "captured" | "released";

/** The state of an authorization, by the issuer's id of it. */
export interface CardAuthorization {
  readonly accountId: number;
  readonly connectionId: string;
  readonly authorizationId: string;
  readonly cardId: string | null;
  /** Null when nothing was set aside: it was declined, had no amount, or was decided elsewhere. */
  readonly holdId: string | null;
  status: AuthorizationStatus;
  readonly createdAt: number;
  updatedAt: number;
}

/** A message of an issuer that has taken effect, and the response to it, which repetitions get again. */
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
