import { DEFAULT_SPEND_DAYS, MAX_SPEND_DAYS } from "../bounds.ts";
import { Type } from "../schema.ts";

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
