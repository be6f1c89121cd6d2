import type { Static } from "typebox";
import { CurrencyCode, Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { TOPUP_METHODS, TOPUP_SOURCES, TOPUP_STATUSES } from "../vocabulary.ts";

export const TOPUP_EXAMPLE = {
  id: "top_01jv9x2m40r5k3q8zd7w000001",
  wallet_id: 1,
  currency: "USD",
  amount: "1500.00",
  method: "wire" as const,
  status: "initiated" as const,
  source: "api" as const,
  reference: "WIRE-2026-05-15",
  expected_at: "2026-05-19T14:30:00.000Z",
  sent_at: null,
  proposed_by: "key_01jv9x2m40r5k3q8zd7w000001",
  approved_by: null,
  approved_at: null,
  sent_by: null,
  cancelled_by: null,
  transaction_id: null,
  settled_amount: null,
  created_at: "2026-05-15T14:30:00.000Z",
  updated_at: "2026-05-15T14:30:00.000Z",
};

export const Topup = Type.Object(
  {
    id: Type.String({ description: "top_…" }),
    wallet_id: WalletId,
    currency: CurrencyCode,
    amount: Decimal,
    method: Type.Enum(TOPUP_METHODS),
    status: Type.Enum(TOPUP_STATUSES, {
      description:
        "proposed by an alert; approved, initiated, sent and overdue are in flight; settled by the credit that matches; cancelled",
    }),
    source: Type.Enum(TOPUP_SOURCES, { description: "Who announced it: an API caller, or a critical alert" }),
    reference: Nullable(Type.String({ description: "What the credit will carry as its reference_number" })),
    expected_at: Nullable({ ...Time, description: "When the credit should be there; null for a proposal" }),
    sent_at: Nullable(Time),
    proposed_by: Nullable(
      Type.String({ description: "The API key that announced it, or last changed its amount; null for an alert" }),
    ),
    approved_by: Nullable(Type.String()),
    approved_at: Nullable(Time),
    sent_by: Nullable(Type.String()),
    cancelled_by: Nullable(Type.String()),
    transaction_id: Nullable(Type.Integer({ description: "The credit that settled it" })),
    settled_amount: Nullable({ ...Decimal, description: "That credit's amount, which fees may have lowered" }),
    created_at: Time,
    updated_at: Time,
  },
  { title: "Topup", examples: [TOPUP_EXAMPLE] },
);
export type Topup = Static<typeof Topup>;
