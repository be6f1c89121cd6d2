import { MAX_CARD_ID, MAX_SECRET } from "../bounds.ts";
import { listQuery, notParameter, SearchText } from "../pages.ts";
import { NameInput, Nullable, WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { CARD_STATUSES, GATEWAY_KINDS, GATEWAY_STATUSES } from "../vocabulary.ts";

const Authorization = Type.String({
  minLength: 8,
  maxLength: MAX_SECRET,
  pattern: "^[\\x20-\\x7e]+$",
  "x-message": "must be 8 to 1,024 printable ASCII characters: the whole value of the issuer's Authorization header",
  description: "The whole value of the issuer's `Authorization` header, for example `Bearer …`",
});

export const CreateGatewayConnection = Type.Object(
  {
    kind: Type.Enum(GATEWAY_KINDS),
    name: NameInput,
    authorization: Authorization,
  },
  {
    title: "CreateGatewayConnection",
    additionalProperties: false,
    examples: [{ kind: "sudo", name: "Card issuer", authorization: "Bearer 8f2e6c41d09b47a3" }],
  },
);

/** A JSON merge patch: an absent member stays as it is. */
export const UpdateGatewayConnection = Type.Object(
  {
    name: Type.Optional(NameInput),
    authorization: Type.Optional(Authorization),
    status: Type.Optional(Type.Enum(GATEWAY_STATUSES)),
  },
  { title: "UpdateGatewayConnection", additionalProperties: false, examples: [{ status: "paused" }] },
);

const Expires = Nullable(
  Type.String({
    maxLength: 40,
    description: "The last month (2027-11) or day (2027-11-30) it is good for, UTC, or the moment at which it ends",
  }),
);

export const CreateCard = Type.Object(
  {
    card_id: Type.String({
      minLength: 1,
      maxLength: MAX_CARD_ID,
      pattern: "^[\\x21-\\x7e]+$",
      "x-message": "must be 1 to 100 printable ASCII characters without blanks",
      description: "The issuer's id of the card",
    }),
    wallet_id: WalletId,
    status: Type.Optional(Type.Enum(CARD_STATUSES, { default: "active" })),
    expires: Type.Optional(Expires),
  },
  {
    title: "CreateCard",
    additionalProperties: false,
    examples: [{ card_id: "61e02652bdf6466e4ff94921", wallet_id: 1, status: "active", expires: "2027-11" }],
  },
);

/** A JSON merge patch: an absent member stays as it is. */
export const UpdateCard = Type.Object(
  {
    wallet_id: Type.Optional(WalletId),
    status: Type.Optional(Type.Enum(CARD_STATUSES)),
    expires: Type.Optional(Expires),
  },
  { title: "UpdateCard", additionalProperties: false, examples: [{ status: "frozen" }] },
);

export const CardsQuery = listQuery({
  q: Type.Optional({ ...SearchText, description: "Text in the card's id" }),
  status: Type.Optional(Type.Enum(CARD_STATUSES)),
  wallet_id: Type.Optional(WalletId),
  ...notParameter("status", "wallet_id"),
});
