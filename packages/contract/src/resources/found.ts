import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { MAX_FOUND } from "../bounds.ts";
import { CurrencyCode, Decimal, Nullable } from "../scalars.ts";
import { ALERT_STATES, ENDPOINT_STATUSES, ORDER_STATUSES, PROVIDER_KINDS, PROVIDER_STATUSES } from "../vocabulary.ts";

const few = { maxItems: MAX_FOUND };

/** What a search found, a few of each. */
export const Found = Type.Object(
  {
    wallets: Type.Array(
      Type.Object({
        id: Type.Integer(),
        name: Type.String(),
        currency: CurrencyCode,
        available: Decimal,
        alert_state: Type.Enum(ALERT_STATES),
        watched: Type.Boolean({ description: "As `watched` of a wallet" }),
        runway_hours: Nullable(Type.Number()),
      }),
      few,
    ),
    features: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }), few),
    providers: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        kind: Type.Enum(PROVIDER_KINDS),
        status: Type.Enum(PROVIDER_STATUSES),
      }),
      few,
    ),
    endpoints: Type.Array(
      Type.Object({ id: Type.String(), url: Type.String(), status: Type.Enum(ENDPOINT_STATUSES) }),
      few,
    ),
    orders: Type.Array(
      Type.Object({
        id: Type.Integer(),
        reference_code: Type.String(),
        status: Type.Enum(ORDER_STATUSES),
        product_name: Type.String(),
      }),
      few,
    ),
  },
  { title: "Found" },
);
export type Found = Static<typeof Found>;
