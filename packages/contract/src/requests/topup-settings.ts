import { Nullable } from "../scalars.ts";
import { Type } from "../schema.ts";
import { TOPUP_METHODS } from "../vocabulary.ts";
import { NullableAmountInput } from "./money.ts";

/** @limit Requests: characters of the instructions for a top-up. */
const MAX_INSTRUCTIONS = 2_000;
/** @limit Requests: largest `target_days` of a top-up. */
const MAX_TARGET_DAYS = 365;

/** A JSON merge patch: null resets a member to its default. */
export const TopupSettingsInput = Nullable(
  Type.Object(
    {
      target_days: Type.Optional(
        Nullable(
          Type.Integer({
            minimum: 1,
            maximum: MAX_TARGET_DAYS,
            description: "Days of spend that a top-up leaves when it arrives; 5 by default",
          }),
        ),
      ),
      minimum: Type.Optional({ ...NullableAmountInput, description: "The least amount that is advised" }),
      step: Type.Optional({
        ...NullableAmountInput,
        description: "Amounts are multiples of it; by default two significant figures in whole units of the currency",
      }),
      methods: Type.Optional(
        Nullable(
          Type.Array(Type.Enum(TOPUP_METHODS), { minItems: 1, maxItems: TOPUP_METHODS.length, uniqueItems: true }),
        ),
      ),
      instructions: Type.Optional(Nullable(Type.String({ maxLength: MAX_INSTRUCTIONS }))),
    },
    { additionalProperties: false },
  ),
);
