import { Nullable } from "../scalars.ts";
import { Type } from "../schema.ts";
import { STALE_POLICIES } from "../vocabulary.ts";

/** A JSON merge patch: null resets a member to its default. */
export const UpdateAccount = Type.Object(
  {
    lead_time_days: Type.Optional(
      Nullable(
        Type.Integer({
          minimum: 0,
          maximum: 60,
          description: "Business days between sending a top-up and its arrival",
        }),
      ),
    ),
    stale_policy: Type.Optional(
      Nullable(
        Type.Enum(STALE_POLICIES, {
          description: "Whether gates let spending pass while a mirror's balance is too old to be trusted",
        }),
      ),
    ),
    stale_after_seconds: Type.Optional(
      Nullable(
        Type.Integer({
          minimum: 1,
          maximum: 86_400,
          description: "A mirror without a good snapshot for this long is stale",
        }),
      ),
    ),
  },
  { title: "UpdateAccount", additionalProperties: false, examples: [{ lead_time_days: 3 }] },
);
