import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { CurrencyCode, Decimal, Nullable, WalletId } from "../scalars.ts";
import { PLAN_OMISSIONS } from "../vocabulary.ts";

const Hours = Nullable(Type.Number({ description: "Hours" }));

export const RebalancingPlan = Type.Object(
  {
    currency: Nullable({ ...CurrencyCode, description: "In which balances are compared; null when no wallet spends" }),
    tolerance_percent: Decimal,
    fee_percent: Decimal,
    runway_hours: { ...Hours, description: "What all the wallets last together" },
    transfers: Type.Array(
      Type.Object({
        from_wallet_id: WalletId,
        to_wallet_id: WalletId,
        amount: { ...Decimal, description: "In the sender's currency" },
        fee: { ...Decimal, description: "On top, in the sender's currency" },
        rate: Nullable(Decimal),
        received: { ...Decimal, description: "In the receiver's currency" },
        executable: Type.Boolean({
          description:
            "Whether POST /transfers can carry it out: both are ledger wallets. Others are moved at the provider.",
        }),
      }),
      { description: "The fewest that level the runway" },
    ),
    wallets: Type.Array(
      Type.Object({
        wallet_id: WalletId,
        currency: CurrencyCode,
        typical_daily_spend: Decimal,
        available: Decimal,
        available_after: Decimal,
        runway_hours: Hours,
        runway_hours_after: Hours,
      }),
    ),
    omitted: Type.Array(Type.Object({ wallet_id: WalletId, reason: Type.Enum(PLAN_OMISSIONS) }), {
      description:
        "Wallets that are left out. STALE: its balance is too old. FX_RATE_MISSING: no rate into the plan's currency. NO_SPEND_HISTORY: nothing is known to be spent, so it has no runway to level.",
    }),
    truncated: Type.Boolean({ description: "Whether there are more wallets with spend than one plan considers" }),
  },
  {
    title: "RebalancingPlan",
    examples: [
      {
        currency: "USD",
        tolerance_percent: "5",
        fee_percent: "0.5",
        runway_hours: 96,
        transfers: [
          {
            from_wallet_id: 1,
            to_wallet_id: 2,
            amount: "2000.00",
            fee: "10.00",
            rate: "0.92",
            received: "1840.00",
            executable: true,
          },
        ],
        wallets: [],
        omitted: [],
        truncated: false,
      },
    ],
  },
);
export type RebalancingPlan = Static<typeof RebalancingPlan>;
