import type { Static } from "typebox";
import { Decimal, Nullable, Time } from "../scalars.ts";
import { Type } from "../schema.ts";
import { STALE_POLICIES } from "../vocabulary.ts";
import { TopupSettings } from "./topup-settings.ts";

export const Account = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    lead_time_business_days: Type.Integer(),
    holidays: Type.Array(Type.String()),
    timezone: Type.String(),
    cutoff: Nullable(Type.String({ description: "What is sent later leaves on the next business day" })),
    topup: TopupSettings,
    topup_approval: Nullable(Type.Object({ above: Decimal })),
    stale_policy: Type.Enum(STALE_POLICIES),
    stale_after_seconds: Type.Integer(),
    created_at: Time,
  },
  {
    title: "Account",
    examples: [
      {
        id: 1,
        name: "default",
        lead_time_business_days: 2,
        holidays: ["2026-12-25"],
        timezone: "Asia/Dubai",
        cutoff: "14:00",
        topup: { target_days: 5, minimum: null, step: null, methods: ["wire"], instructions: null },
        topup_approval: { above: "50000.00" },
        stale_policy: "closed",
        stale_after_seconds: 900,
        created_at: "2026-05-01T09:00:00.000Z",
      },
    ],
  },
);
export type Account = Static<typeof Account>;
