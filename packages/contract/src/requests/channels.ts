import { MAX_ID, MAX_REMARKS } from "../bounds.ts";
import { listQuery, PERIOD_PARAMETERS } from "../pages.ts";
import { channelIds, Escalation, MAX_MINUTES, Schedule, WalletFilter } from "../resources/route-parts.ts";
import { KeyInput, NameInput, Nullable, Time, WalletId } from "../scalars.ts";
import { Type } from "../schema.ts";
import { ALERT_STATES, CHANNEL_KINDS, DELIVERY_STATES, EPISODE_STATES, ROUTE_EVENTS } from "../vocabulary.ts";

/** @limit Channels: seconds that notices may wait for each other. */
const MAX_GROUP_WAIT = 3_600;

const RateLimit = Type.Integer({ minimum: 1, maximum: 1_000 });
const Config = Type.Record(Type.String(), Type.Unknown(), {
  maxProperties: 10,
  description:
    "slack, msteams: webhook_url. pagerduty: routing_key, events_url, webhook_secret. datadog: api_key, events_url. email: smtp_url, from, to. webhook: url, headers, body",
});

export const CreateChannel = Type.Object(
  {
    key: Type.Optional(KeyInput),
    kind: Type.Enum(CHANNEL_KINDS),
    name: NameInput,
    config: Config,
    rate_limit_per_second: Type.Optional({ ...RateLimit, description: "The kind's own without it; Slack takes 1" }),
    enabled: Type.Optional(Type.Boolean({ default: true })),
  },
  {
    title: "CreateChannel",
    additionalProperties: false,
    examples: [
      { kind: "slack", name: "Operations", config: { webhook_url: "https://hooks.slack.com/services/T000/B000/XXXX" } },
    ],
  },
);

/** A JSON merge patch; a masked secret stays as it is. */
export const UpdateChannel = Type.Object(
  {
    key: Type.Optional(KeyInput),
    name: Type.Optional(NameInput),
    config: Type.Optional(Config),
    rate_limit_per_second: Type.Optional(Nullable(RateLimit)),
    enabled: Type.Optional(Type.Boolean()),
  },
  { title: "UpdateChannel", additionalProperties: false },
);

export const TestChannel = Type.Object(
  { level: Type.Optional(Type.Enum(ROUTE_EVENTS, { default: "warning" })) },
  { title: "TestChannel", additionalProperties: false, examples: [{ level: "critical" }] },
);

const ChannelIds = channelIds();
const GroupWait = Type.Integer({ minimum: 0, maximum: MAX_GROUP_WAIT });
const On = Type.Array(Type.Enum(ROUTE_EVENTS), { minItems: 1, maxItems: ROUTE_EVENTS.length });

export const CreateRoute = Type.Object(
  {
    key: Type.Optional(KeyInput),
    name: NameInput,
    on: On,
    filter: Type.Optional(Nullable(WalletFilter)),
    channel_ids: Type.Optional({ ...ChannelIds, default: [] }),
    recoveries: Type.Optional(Type.Boolean({ default: true })),
    group_wait_seconds: Type.Optional(Nullable(GroupWait)),
    escalate: Type.Optional(Nullable(Escalation)),
    schedule: Type.Optional(Nullable(Schedule)),
    enabled: Type.Optional(Type.Boolean({ default: true })),
  },
  {
    title: "CreateRoute",
    additionalProperties: false,
    examples: [{ name: "Night watch", on: ["critical", "block"], channel_ids: ["chan_01jv9x2m40000000000000001"] }],
  },
);

/** A JSON merge patch: an absent member stays as it is. */
export const UpdateRoute = Type.Object(
  {
    key: Type.Optional(KeyInput),
    name: Type.Optional(NameInput),
    on: Type.Optional(On),
    filter: Type.Optional(Nullable(WalletFilter)),
    channel_ids: Type.Optional(ChannelIds),
    recoveries: Type.Optional(Type.Boolean()),
    group_wait_seconds: Type.Optional(Nullable(GroupWait)),
    escalate: Type.Optional(Nullable(Escalation)),
    schedule: Type.Optional(Nullable(Schedule)),
    enabled: Type.Optional(Type.Boolean()),
  },
  { title: "UpdateRoute", additionalProperties: false },
);

export const RoutesPreviewQuery = Type.Object(
  {
    wallet_id: WalletId,
    level: Type.Enum(ROUTE_EVENTS),
  },
  { additionalProperties: false },
);

export const CreateSilence = Type.Object(
  {
    filter: Type.Optional({ ...WalletFilter, default: {} }),
    starts_at: Type.Optional({ ...Time, description: "Now by default" }),
    ends_at: Type.Optional(Time),
    until_recovered: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          "In place of ends_at: for each wallet of filter.wallet_ids that is not ok now, until it is ok again. The silence ends with the last of them, in the transaction of its recovery, and after 366 days at the latest",
      }),
    ),
    reason: Type.String({ minLength: 1, maxLength: MAX_REMARKS }),
    include_block: Type.Optional(Type.Boolean({ default: false })),
  },
  {
    title: "CreateSilence",
    additionalProperties: false,
    examples: [
      { filter: { wallet_ids: [1] }, ends_at: "2026-11-28T12:00:00Z", reason: "Provider maintenance" },
      { filter: { wallet_ids: [1] }, until_recovered: true, reason: "The wire is out" },
    ],
  },
);

export const AcknowledgeEpisode = Type.Object(
  {
    note: Type.Optional(Nullable(Type.String({ maxLength: MAX_REMARKS }))),
    minutes: Type.Optional(
      Nullable(Type.Integer({ minimum: 1, maximum: MAX_MINUTES, description: "Until the episode ends without it" })),
    ),
  },
  { title: "AcknowledgeEpisode", additionalProperties: false, examples: [{ note: "Wire is out", minutes: 120 }] },
);

export const EpisodesQuery = listQuery({
  state: Type.Optional(Type.Enum(EPISODE_STATES)),
  worst_state: Type.Optional(Type.Enum(ALERT_STATES)),
  wallet_id: Type.Optional(WalletId),
  feature_id: Type.Optional(Type.String({ maxLength: MAX_ID })),
  ...PERIOD_PARAMETERS,
});

export const NotificationsQuery = listQuery({
  episode_id: Type.Optional(Type.String({ maxLength: MAX_ID })),
  channel_id: Type.Optional(Type.String({ maxLength: MAX_ID })),
  status: Type.Optional(Type.Enum(DELIVERY_STATES)),
});
