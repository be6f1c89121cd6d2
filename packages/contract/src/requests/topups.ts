import { MAX_REFERENCE } from "../bounds.ts";
import { listQuery } from "../pages.ts";
import { Nullable, Time, WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { TOPUP_METHODS, TOPUP_MOVES, TOPUP_STATUSES } from "../vocabulary.ts";
import { AmountInput } from "./money.ts";

const Reference = Nullable(
  Type.String({
    minLength: 1,
    maxLength: MAX_REFERENCE,
    description: "The credit that carries it as its reference_number settles the top-up",
  }),
);
const ExpectedAt = Nullable({
  ...Time,
  description: "When the credit should be there; by default the account's lead time in business days from now",
});

export const CreateTopup = Type.Object(
  {
    wallet_id: WalletId,
    amount: AmountInput,
    method: Type.Optional(Type.Enum(TOPUP_METHODS, { default: "wire" })),
    reference: Type.Optional(Reference),
    expected_at: Type.Optional(ExpectedAt),
  },
  {
    title: "CreateTopup",
    additionalProperties: false,
    examples: [{ wallet_id: 1, amount: "1500.00", method: "wire", reference: "WIRE-2026-05-15" }],
  },
);

/** A JSON merge patch: an absent member stays as it is; a null `expected_at` restores the default. */
export const UpdateTopup = Type.Object(
  {
    status: Type.Optional(Type.Enum(TOPUP_MOVES)),
    amount: Type.Optional({ ...AmountInput, description: "Only before it is approved or sent" }),
    reference: Type.Optional(Reference),
    expected_at: Type.Optional(ExpectedAt),
  },
  { title: "UpdateTopup", additionalProperties: false, examples: [{ status: "sent" }] },
);

export const ActOnTopup = Type.Object(
  { reference: Type.Optional(Reference), expected_at: Type.Optional(ExpectedAt) },
  { title: "ActOnTopup", additionalProperties: false, examples: [{ reference: "WIRE-2026-05-15" }] },
);

export const TopupsQuery = listQuery({
  wallet_id: Type.Optional(WalletId),
  status: Type.Optional(Type.Enum(TOPUP_STATUSES)),
});
