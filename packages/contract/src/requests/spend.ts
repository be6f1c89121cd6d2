import { DEFAULT_SPEND_DAYS, MAX_SPEND_DAYS, MAX_WORD } from "../bounds.ts";
import { Type } from "../schema.ts";
import { AmountInput } from "./money.ts";

export const PutSpendHistory = Type.Object(
  {
    days: Type.Array(
      Type.Object({ date: Type.String({ maxLength: MAX_WORD }), amount: AmountInput }, { additionalProperties: false }),
      { minItems: 1, maxItems: MAX_SPEND_DAYS },
    ),
  },
  {
    title: "PutSpendHistory",
    additionalProperties: false,
    description: "Days before the wallet's first transaction; days that are not named stay as they are.",
    examples: [
      {
        days: [
          { date: "2026-05-13", amount: "600.00" },
          { date: "2026-05-14", amount: "700.00" },
        ],
      },
    ],
  },
);

export const SpendQuery = Type.Object(
  {
    days: Type.Optional(
      Type.Integer({
        minimum: DEFAULT_SPEND_DAYS,
        maximum: MAX_SPEND_DAYS,
        default: DEFAULT_SPEND_DAYS,
        description: "How many complete days the series goes back",
      }),
    ),
  },
  { additionalProperties: false },
);
