import { MAX_ID } from "../bounds.ts";
import { WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { WEEKDAYS } from "../vocabulary.ts";

/** @limit Channels: entries of a list of a filter. */
const MAX_FILTER = 500;
/** @limit Channels: channels of one route. */
const MAX_ROUTE_CHANNELS = 20;
/** @limit Channels: minutes before an escalation, and of an acknowledgement: thirty days. */
export const MAX_MINUTES = 43_200;

const Ids = Type.Array(Type.String({ minLength: 1, maxLength: MAX_ID }), { minItems: 1, maxItems: MAX_FILTER });
export const WalletFilter = Type.Object(
  {
    wallet_ids: Type.Optional(Type.Array(WalletId, { minItems: 1, maxItems: MAX_FILTER })),
    currencies: Type.Optional(
      Type.Array(Type.String({ pattern: "^[A-Z0-9]{3,12}$" }), { minItems: 1, maxItems: MAX_FILTER }),
    ),
    provider_ids: Type.Optional(Ids),
    feature_ids: Type.Optional(Ids),
  },
  {
    title: "WalletFilter",
    additionalProperties: false,
    description: "Every list that is given must contain the wallet; without lists it admits everything",
  },
);

/** The ids of a route's channels. */
export function channelIds(options: { readonly minItems?: number } = {}) {
  return Type.Array(Type.String({ minLength: 1, maxLength: MAX_ID }), { maxItems: MAX_ROUTE_CHANNELS, ...options });
}

/** A time of the day. */
export const Clock = Type.String({
  pattern: "^([01]\\d|2[0-3]):[0-5]\\d$",
  "x-message": "must be a time such as 09:00",
});
export const Escalation = Type.Object(
  {
    after_minutes: Type.Integer({ minimum: 0, maximum: MAX_MINUTES, description: "0: as soon as it is checked" }),
    channel_ids: channelIds({ minItems: 1 }),
  },
  { title: "Escalation", additionalProperties: false },
);
/** An IANA time zone. */
export const Timezone = Type.String({ minLength: 1, maxLength: MAX_ID, examples: ["Europe/Amsterdam"] });
export const Days = Type.Array(Type.Enum(WEEKDAYS), { minItems: 1, maxItems: WEEKDAYS.length });
export const Schedule = Type.Object(
  {
    timezone: Timezone,
    days: Days,
    from: Clock,
    to: Clock,
  },
  {
    title: "Schedule",
    additionalProperties: false,
    description: "Outside it notices wait until it opens; a `to` before `from` is on the next day",
  },
);
