import type { Static } from "typebox";
import { CurrencyCode, Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { CONFIDENCES } from "../vocabulary.ts";

export const Day = Type.String({ format: "date", description: "A UTC day", examples: ["2026-05-15"] });

export const Confidence = Type.Enum(CONFIDENCES, {
  description:
    "none: no complete day of history, relative levels sleep. accumulating: fewer than 7. established: 7 complete days.",
});

export const DailySpend = Type.Object({ date: Day, spend: Decimal }, { title: "DailySpend" });

export const HourlySpend = Type.Object(
  { hour: { ...Time, description: "The beginning of the hour" }, spend: Decimal },
  { title: "HourlySpend" },
);

export const Spend = Type.Object(
  {
    wallet_id: WalletId,
    currency: CurrencyCode,
    typical_daily_spend: Nullable({
      ...Decimal,
      description:
        "The 95th percentile (linear interpolation) of the last 7 complete days, days without spend included",
    }),
    mean_daily_spend: Nullable({ ...Decimal, description: "The mean of the same days" }),
    confidence: Confidence,
    days: Type.Array(DailySpend, {
      description: "Complete days, oldest first, none before the day of the wallet's first spend",
    }),
    hours: Type.Array(HourlySpend, {
      description: "The last 48 hours, oldest first, the present one last; none before the first that has spend",
    }),
    today: { ...Decimal, description: "Spend of the day that runs; no part of the figures" },
  },
  {
    title: "Spend",
    examples: [
      {
        wallet_id: 1,
        currency: "USD",
        typical_daily_spend: "670.00",
        mean_daily_spend: "400.00",
        confidence: "established",
        days: [
          { date: "2026-05-08", spend: "100.00" },
          { date: "2026-05-09", spend: "200.00" },
          { date: "2026-05-10", spend: "300.00" },
          { date: "2026-05-11", spend: "400.00" },
          { date: "2026-05-12", spend: "500.00" },
          { date: "2026-05-13", spend: "600.00" },
          { date: "2026-05-14", spend: "700.00" },
        ],
        hours: [
          { hour: "2026-05-15T13:00:00.000Z", spend: "4.50" },
          { hour: "2026-05-15T14:00:00.000Z", spend: "8.00" },
        ],
        today: "12.50",
      },
    ],
  },
);
export type Spend = Static<typeof Spend>;
