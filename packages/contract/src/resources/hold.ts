import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { CurrencyCode, Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { HOLD_SOURCES, HOLD_STATUSES } from "../vocabulary.ts";

export const HOLD_EXAMPLE = {
  id: "hold_01jv9x2m40r5k3q8zd7w000001",
  wallet_id: 1,
  currency: "USD",
  amount: "120.00",
  captured_amount: "0.00",
  status: "open" as const,
  source: "api" as const,
  reference: "BOOKING-7",
  external_id: null,
  transaction_id: null,
  expires_at: "2026-05-15T14:45:00.000Z",
  created_at: "2026-05-15T14:30:00.000Z",
  updated_at: "2026-05-15T14:30:00.000Z",
};

export const Hold = Type.Object(
  {
    id: Type.String({ description: "hold_…" }),
    wallet_id: WalletId,
    currency: CurrencyCode,
    amount: { ...Decimal, description: "What is set aside while the hold is open" },
    captured_amount: { ...Decimal, description: "What was taken in the end; the rest is available again" },
    status: Type.Enum(HOLD_STATUSES),
    source: Type.Enum(HOLD_SOURCES, {
      description: "Who set it aside: an API caller, a card authorization or an order",
    }),
    reference: Nullable(Type.String()),
    external_id: Nullable(Type.String({ description: "The card authorization it belongs to" })),
    transaction_id: Nullable(Type.Integer({ description: "The debit of its capture" })),
    expires_at: { ...Time, description: "From this moment on it cannot be captured" },
    created_at: Time,
    updated_at: Time,
  },
  { title: "Hold", examples: [HOLD_EXAMPLE] },
);
export type Hold = Static<typeof Hold>;
