import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { CurrencyCode, Decimal, Time } from "../scalars.ts";

export const FxRate = Type.Object(
  {
    from: CurrencyCode,
    to: CurrencyCode,
    rate: { ...Decimal, description: "What one unit of `from` is worth in `to`", examples: ["0.92"] },
    updated_at: Time,
  },
  { title: "FxRate", examples: [{ from: "USD", to: "EUR", rate: "0.92", updated_at: "2026-05-15T14:30:00.000Z" }] },
);
export type FxRate = Static<typeof FxRate>;
