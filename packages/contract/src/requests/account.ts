import { MAX_WORD } from "../bounds.ts";
import { Nullable } from "../scalars.ts";
import { Type } from "../schema.ts";
import { STALE_POLICIES } from "../vocabulary.ts";
import { AmountInput } from "./money.ts";
import { TopupSettingsInput } from "./topup-settings.ts";

/** @limit Requests: holidays of an account. */
const MAX_HOLIDAYS = 400;

/** A JSON merge patch: null resets a member to its default. */
export const UpdateAccount = Type.Object(
  {
    lead_time_business_days: Type.Optional(
      Nullable(
        Type.Integer({
          minimum: 0,
          maximum: 60,
          description: "Business days between sending a top-up and its arrival",
        }),
      ),
    ),
    holidays: Type.Optional(
      Nullable(
        Type.Array(Type.String({ maxLength: MAX_WORD }), {
          maxItems: MAX_HOLIDAYS,
          uniqueItems: true,
          description: "Days on which no money moves, besides Saturdays and Sundays",
          examples: [["2026-12-25"]],
        }),
      ),
    ),
    timezone: Type.Optional(
      Nullable(Type.String({ maxLength: MAX_WORD, description: "An IANA time zone; UTC by default" })),
    ),
    cutoff: Type.Optional(
      Nullable(
        Type.String({
          pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$",
          description: "By the account's time zone: what is sent later leaves on the next business day",
        }),
      ),
    ),
    topup: Type.Optional(TopupSettingsInput),
    topup_approval: Type.Optional(
      Nullable(
        Type.Object(
          { above: AmountInput },
          {
            additionalProperties: false,
            description: "Above this amount, in the wallet's currency, another key than the proposer's has to approve",
          },
        ),
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
  {
    title: "UpdateAccount",
    additionalProperties: false,
    examples: [{ lead_time_business_days: 3, timezone: "Asia/Dubai", cutoff: "14:00" }],
  },
);
