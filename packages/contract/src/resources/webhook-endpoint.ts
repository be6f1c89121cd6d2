import type { Static } from "typebox";
import { MAX_RECENT, MAX_RECENT_LISTED } from "../bounds.ts";
import { Type } from "../schema.ts";
import { Nullable, Time, Key } from "../scalars.ts";
import { ENDPOINT_STATUSES } from "../vocabulary.ts";
import { LastAttemptOrNull } from "./delivery.ts";

const members = {
  id: Type.String(),
  key: Key,
  url: Type.String(),
  event_types: Type.Array(Type.String(), { description: '["*"] is every type' }),
  description: Nullable(Type.String()),
  status: Type.Enum(ENDPOINT_STATUSES),
  disabled_reason: Nullable(Type.String()),
  rate_limit_per_second: Type.Integer(),
  max_attempts: Type.Integer(),
  timeout_ms: Type.Integer(),
  failing_since: Nullable(Time),
  secret_ending: Type.String({
    description: "The last four characters of its secret before the padding, to distinguish secrets",
  }),
  previous_secret_expires_at: Nullable(Time),
  created_at: Time,
  updated_at: Time,
};

const Count = Type.Integer({ minimum: 0 });

const RecentDeliveries = Type.Object(
  {
    total: { ...Count, description: "The four others together" },
    delivered: Count,
    failed: Count,
    pending: Count,
    skipped: Count,
    complete: Type.Boolean({
      description:
        "Whether these are all of the last 24 hours; false: it has had more, and only its newest are counted",
    }),
    last_attempt: LastAttemptOrNull,
  },
  {
    title: "RecentDeliveries",
    description: `With \`include=recent\`: what became of its deliveries of the last 24 hours. At most its newest ${MAX_RECENT} are counted, in the list ${MAX_RECENT_LISTED}; when there are more, \`complete\` is false. \`last_attempt\` is the newest attempt of these newest deliveries, however old.`,
  },
);
export type RecentDeliveries = Static<typeof RecentDeliveries>;

export const WebhookEndpoint = Type.Object(
  { ...members, recent: Type.Optional(RecentDeliveries) },
  {
    title: "WebhookEndpoint",
    examples: [
      {
        id: "ep_01jv9x2m40000000000000001",
        key: null,
        url: "https://example.com/webhooks",
        event_types: ["*"],
        description: null,
        status: "enabled",
        disabled_reason: null,
        rate_limit_per_second: 10,
        max_attempts: 3,
        timeout_ms: 10_000,
        failing_since: null,
        secret_ending: "7Qd2",
        previous_secret_expires_at: null,
        created_at: "2026-05-01T09:00:00.000Z",
        updated_at: "2026-05-01T09:00:00.000Z",
      },
    ],
  },
);
export type WebhookEndpoint = Static<typeof WebhookEndpoint>;

/** Shown at creation and at rotation, never again. */
export const WebhookEndpointWithSecret = Type.Object(
  { ...members, secret: Type.String({ description: "whsec_…; shown this once" }) },
  { title: "WebhookEndpointWithSecret" },
);
