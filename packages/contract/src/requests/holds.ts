import { Type } from "../schema.ts";
import { MAX_HOLD_SECONDS, MAX_REFERENCE, MAX_REMARKS } from "../bounds.ts";
import { listQuery } from "../pages.ts";
import { Nullable, WalletId } from "../scalars.ts";
import { CAPTURE_KINDS, HOLD_STATUSES } from "../vocabulary.ts";
import { AmountInput, NullableAmountInput } from "./money.ts";

export const CreateHold = Type.Object(
  {
    wallet_id: WalletId,
    amount: AmountInput,
    expires_in: Type.Integer({
      minimum: 1,
      maximum: MAX_HOLD_SECONDS,
      description: "Seconds until the hold expires and its amount is available again",
    }),
    reference: Type.Optional(Nullable(Type.String({ maxLength: MAX_REFERENCE }))),
  },
  {
    title: "CreateHold",
    additionalProperties: false,
    examples: [{ wallet_id: 1, amount: "120.00", expires_in: 900, reference: "BOOKING-7" }],
  },
);

/** Every member is optional: an empty body captures all of the hold. */
export const CaptureHold = Type.Object(
  {
    amount: Type.Optional({
      ...NullableAmountInput,
      description: "What is taken; all of the hold by default. The rest is available again.",
    }),
    kind: Type.Optional(Type.Enum(CAPTURE_KINDS, { default: "usage", description: "The debit's kind" })),
    reference_number: Type.Optional(
      Nullable(Type.String({ maxLength: MAX_REFERENCE, description: "The hold's reference by default" })),
    ),
    remarks: Type.Optional(Nullable(Type.String({ maxLength: MAX_REMARKS }))),
    order_id: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }))),
  },
  { title: "CaptureHold", additionalProperties: false, examples: [{ amount: "80.00" }] },
);

export const HoldsQuery = listQuery({
  wallet_id: Type.Optional(WalletId),
  status: Type.Optional(Type.Enum(HOLD_STATUSES)),
});
