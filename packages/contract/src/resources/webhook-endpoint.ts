import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { Nullable, Time, Key } from "../scalars.ts";
import { ENDPOINT_STATUSES } from "../vocabulary.ts";

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
  previous_secret_expires_at: Nullable(Time),
  created_at: Time,
  updated_at: Time,
};

export const WebhookEndpoint = Type.Object(members, {
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
      previous_secret_expires_at: null,
      created_at: "2026-05-01T09:00:00.000Z",
      updated_at: "2026-05-01T09:00:00.000Z",
    },
  ],
});
export type WebhookEndpoint = Static<typeof WebhookEndpoint>;

/** Shown at creation and at rotation, never again. */
export const WebhookEndpointWithSecret = Type.Object(
  { ...members, secret: Type.String({ description: "whsec_…; shown this once" }) },
  { title: "WebhookEndpointWithSecret" },
);
