import { MAX_URL } from "../bounds.ts";
import { channelIds, Clock, Days, Timezone } from "../resources/route-parts.ts";
import { Type } from "../schema.ts";

/** @limit Channels: seconds between two calls of a heartbeat's URL. */
const MAX_BEAT_SECONDS = 86_400;
/** @limit Channels: shortest time between two calls of a heartbeat's URL, in seconds. */
const MIN_BEAT_SECONDS = 5;

export const PutDigest = Type.Object(
  {
    channel_ids: channelIds({ minItems: 1 }),
    at: Clock,
    timezone: Type.Optional({ ...Timezone, default: "UTC" }),
    days: Type.Optional({ ...Days, default: ["mon", "tue", "wed", "thu", "fri"] }),
  },
  {
    title: "PutDigest",
    additionalProperties: false,
    examples: [{ channel_ids: ["chan_01jv9x2m40000000000000001"], at: "09:00", timezone: "Europe/Amsterdam" }],
  },
);

export const PutHeartbeat = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: MAX_URL, description: "Called with POST; a secret" }),
    every_seconds: Type.Optional(Type.Integer({ minimum: MIN_BEAT_SECONDS, maximum: MAX_BEAT_SECONDS, default: 60 })),
  },
  { title: "PutHeartbeat", additionalProperties: false, examples: [{ url: "https://hc-ping.example/abc" }] },
);
