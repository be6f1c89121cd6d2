import type { Static } from "typebox";
import { CurrencyCode, Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { ADVICE_REASONS, RUNWAY_BASES, TOPUP_METHODS } from "../vocabulary.ts";
import { Confidence } from "./spend.ts";

const Hours = Nullable(Type.Number({ description: "Hours, to a tenth, rounded down; at most 87,600" }));

export const Runway = Type.Object(
  {
    wallet_id: WalletId,
    currency: CurrencyCode,
    available: Decimal,
    hours: {
      ...Hours,
      description: "How long the available balance lasts at the faster pace; null when nothing is spent",
    },
    range: Type.Array(Hours, {
      minItems: 2,
      maxItems: 2,
      description: "Hours at the faster pace, and at the mean daily spend",
    }),
    basis: Nullable(
      Type.Enum(RUNWAY_BASES, {
        description:
          "The faster pace. present: the present burn. typical: the typical day. expected: expected_daily_spend. accumulating: a typical day of fewer than 7 days.",
      }),
    ),
    present_burn_per_hour: {
      ...Decimal,
      description: "The larger of the last 60 minutes' spend and a sixth of the last 6 hours'",
    },
    typical_daily_spend: Nullable(Decimal),
    usual_daily_spend: Nullable({
      ...Decimal,
      description:
        "`typical_daily_spend`, or `expected_daily_spend` while fewer than 3 days are known, times the multiplier of a campaign under way. `hours` are counted by it unless `basis` is present",
    }),
    mean_daily_spend: Nullable({ ...Decimal, description: "By which the second of `range` is counted" }),
    empties_at: Nullable({ ...Time, description: "When `hours` are over" }),
    in_flight: { ...Decimal, description: "Top-ups on their way; no part of the available balance or the hours" },
    topup: Type.Object({
      amount: Nullable({
        ...Decimal,
        description: "How much to send now, beside what is in flight: what one would wire; null while no pace is known",
      }),
      by: Nullable({ ...Time, description: "Until when the next transfer has to be sent" }),
      lands_at: { ...Time, description: "When it arrives if it is sent now" },
      covered: Type.Boolean({ description: "Whether money in flight lands before the wallet is empty, and suffices" }),
      reason: Type.Enum(ADVICE_REASONS, {
        description:
          "needed: send it by `by`. late: it cannot land before the wallet is empty. covered. enough: the balance lasts. unknown: no pace is known",
      }),
      method: Type.Enum(TOPUP_METHODS),
      instructions: Nullable(Type.String()),
      parts: Type.Object(
        {
          daily_spend: { ...Decimal, description: "Spend of a day by which the target is counted" },
          target_days: Type.Integer({ description: "Days that the balance is to last from then on" }),
          target: {
            ...Decimal,
            description: "What is to be there when it lands: daily_spend × target_days, or more to be past every level",
          },
          lead_time_business_days: Type.Integer({ description: "How long it takes to land" }),
          landing: { ...Decimal, description: "The part of `in_flight` that lands by then" },
          spent: { ...Decimal, description: "What is spent until then" },
        },
        { description: "What `amount` is made from: target − available − landing + spent, rounded up" },
      ),
    }),
    confidence: Confidence,
    history_days: Type.Integer({ description: "Complete days of spend of which the typical day is made, at most 7" }),
  },
  {
    title: "Runway",
    examples: [
      {
        wallet_id: 1,
        currency: "USD",
        available: "5000.00",
        hours: 179.1,
        range: [179.1, 300],
        basis: "typical",
        present_burn_per_hour: "20.50",
        typical_daily_spend: "670.00",
        usual_daily_spend: "670.00",
        mean_daily_spend: "400.00",
        empties_at: "2026-05-23T01:36:00.000Z",
        in_flight: "0.00",
        topup: {
          amount: "1100.00",
          by: "2026-05-20T01:36:00.000Z",
          lands_at: "2026-05-19T14:30:00.000Z",
          covered: false,
          reason: "needed",
          method: "wire",
          instructions: "Mashreq, AE07 0331 2345 6789 0123 456, ref PLIMSOLL",
          parts: {
            daily_spend: "670.00",
            target_days: 5,
            target: "3350.00",
            lead_time_business_days: 2,
            landing: "0.00",
            spent: "2680.00",
          },
        },
        confidence: "established",
        history_days: 7,
      },
    ],
  },
);
export type Runway = Static<typeof Runway>;
