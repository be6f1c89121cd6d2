import { Type } from "../schema.ts";
import { FORMAT_PARAMETER, PERIOD_PARAMETERS } from "../pages.ts";

export const StatementQuery = Type.Object(
  { ...PERIOD_PARAMETERS, ...FORMAT_PARAMETER },
  { additionalProperties: false },
);
