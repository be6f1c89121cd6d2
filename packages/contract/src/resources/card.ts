import type { Static } from "typebox";
import { Nullable, Time, WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { CARD_STATUSES, GATEWAY_KINDS, GATEWAY_STATUSES } from "../vocabulary.ts";

/** The issuer's `Authorization` value is stored sealed and never shown again. */
export const GatewayConnection = Type.Object(
  {
    id: Type.String({ description: "gw_…" }),
    gateway_url: Type.String({ description: "Where the issuer's enquiries go, relative to this server" }),
    kind: Type.Enum(GATEWAY_KINDS),
    name: Type.String(),
    status: Type.Enum(GATEWAY_STATUSES),
    created_at: Time,
    updated_at: Time,
  },
  {
    title: "GatewayConnection",
    examples: [
      {
        id: "gw_01jv9x2m40r5k3q8zd7w000001",
        gateway_url: "/gateway/gw_01jv9x2m40r5k3q8zd7w000001",
        kind: "sudo",
        name: "Card issuer",
        status: "active",
        created_at: "2026-05-01T09:00:00.000Z",
        updated_at: "2026-05-01T09:00:00.000Z",
      },
    ],
  },
);
export type GatewayConnection = Static<typeof GatewayConnection>;

export const Card = Type.Object(
  {
    card_id: Type.String({ description: "The issuer's id of the card" }),
    wallet_id: WalletId,
    status: Type.Enum(CARD_STATUSES),
    expires: Nullable(
      Type.String({
        description: "The last month (2027-11) or day (2027-11-30) it is good for, UTC, or the moment at which it ends",
      }),
    ),
    created_at: Time,
    updated_at: Time,
  },
  {
    title: "Card",
    examples: [
      {
        card_id: "61e02652bdf6466e4ff94921",
        wallet_id: 1,
        status: "active",
        expires: "2027-11",
        created_at: "2026-05-01T09:00:00.000Z",
        updated_at: "2026-05-01T09:00:00.000Z",
      },
    ],
  },
);
export type Card = Static<typeof Card>;
