import { Type } from "../schema.ts";
import { MAX_FX_RATES } from "../bounds.ts";
import { CurrencyCode } from "../scalars.ts";
import { NullableAmountInput } from "./money.ts";

const FxRateInput = Type.Object(
  {
    from: CurrencyCode,
    to: CurrencyCode,
    rate: {
      ...NullableAmountInput,
      description: "Decimal greater than zero with at most 18 decimal places; null removes the pair",
    },
  },
  { title: "FxRateInput", additionalProperties: false, examples: [{ from: "USD", to: "EUR", rate: "0.92" }] },
);

export const PutFxRate = FxRateInput;
export const PutFxRates = Type.Array(FxRateInput, { minItems: 1, maxItems: MAX_FX_RATES });
