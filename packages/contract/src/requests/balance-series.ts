import { Type } from "../schema.ts";
import { DEFAULT_POINTS, MAX_POINTS } from "../bounds.ts";
import { PERIOD_PARAMETERS } from "../pages.ts";

export const BalanceSeriesQuery = Type.Object(
  {
    ...PERIOD_PARAMETERS,
    points: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_POINTS, default: DEFAULT_POINTS })),
  },
  { additionalProperties: false },
);
