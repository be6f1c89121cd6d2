import type { Static } from "typebox";
import { Time } from "../scalars.ts";
import { Type } from "../schema.ts";
import { STALE_POLICIES } from "../vocabulary.ts";

export const Account = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    lead_time_days: Type.Integer(),
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
        lead_time_days: 2,
        stale_policy: "closed",
        stale_after_seconds: 900,
        created_at: "2026-05-01T09:00:00.000Z",
      },
    ],
  },
);
export type Account = Static<typeof Account>;
