import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { CurrencyCode, Decimal, Time, WalletId } from "../scalars.ts";

export const BalanceSeries = Type.Object(
  {
    wallet_id: WalletId,
    currency: CurrencyCode,
    from: Time,
    to: Time,
    exact: Type.Boolean({
      description:
        "false: the period has more than 50,000 transactions, and min and max are those of some of them; last is exact",
    }),
    points: Type.Array(
      Type.Object({
        from: { ...Time, description: "The start of this part of the period" },
        min: Decimal,
        max: Decimal,
        last: { ...Decimal, description: "The balance at its end" },
      }),
      { description: "Parts of equal length" },
    ),
  },
  { title: "BalanceSeries" },
);
export type BalanceSeries = Static<typeof BalanceSeries>;
