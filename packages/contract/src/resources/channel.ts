import type { Static } from "typebox";
import { CurrencyCode, Decimal, Nullable, Time, WalletId, Key } from "../scalars.ts";
import { Type } from "../schema.ts";
import {
  ALERT_STATES,
  CHANNEL_KINDS,
  DELIVERY_STATES,
  ENDPOINT_STATUSES,
  PREVIEW_REASONS,
  ROUTE_EVENTS,
  SKIP_REASONS,
} from "../vocabulary.ts";
import {
  Acknowledgement,
  AlertCause,
  AlertOwner,
  AlertThreshold,
  RUNWAY_HOURS,
  SILENCED_UNTIL,
  SILENCED_UNTIL_RECOVERED,
} from "./alert.ts";
import { Attempt } from "./delivery.ts";
import { Escalation, Schedule, WalletFilter } from "./route-parts.ts";

/** Where notifications go. */
export const Channel = Type.Object(
  {
    id: Type.String(),
    key: Key,
    kind: Type.Enum(CHANNEL_KINDS),
    name: Type.String(),
    config: Type.Record(Type.String(), Type.Unknown(), { description: 'Secrets are "…" and their last 4 characters' }),
    rate_limit_per_second: Type.Integer(),
    enabled: Type.Boolean(),
    status: Type.Enum(ENDPOINT_STATUSES),
    disabled_reason: Nullable(Type.String()),
    failing_since: Nullable({ ...Time, description: "Since when every attempt has failed" }),
    inbound_url: Nullable(Type.String({ description: "Where PagerDuty sends its own webhooks" })),
    created_at: Time,
    updated_at: Time,
  },
  {
    title: "Channel",
    examples: [
      {
        id: "chan_01jv9x2m40000000000000001",
        key: null,
        kind: "slack",
        name: "Operations",
        config: { webhook_url: "…XXXX" },
        rate_limit_per_second: 1,
        enabled: true,
        status: "enabled",
        disabled_reason: null,
        failing_since: null,
        inbound_url: null,
        created_at: "2026-05-01T09:00:00.000Z",
        updated_at: "2026-05-01T09:00:00.000Z",
      },
    ],
  },
);
export type Channel = Static<typeof Channel>;

/** Which levels and operational events go to which channels. */
export const Route = Type.Object(
  {
    id: Type.String(),
    key: Key,
    name: Type.String(),
    on: Type.Array(Type.Enum(ROUTE_EVENTS)),
    filter: Nullable(WalletFilter),
    channel_ids: Type.Array(Type.String()),
    recoveries: Type.Boolean(),
    group_wait_seconds: Nullable(Type.Integer({ description: "Null: 30; critical and block alerts never wait" })),
    escalate: Nullable(Escalation),
    schedule: Nullable(Schedule),
    enabled: Type.Boolean(),
    active: Type.Boolean({ description: "Whether it is enabled and has a channel" }),
    created_at: Time,
    updated_at: Time,
  },
  { title: "Route" },
);
export type Route = Static<typeof Route>;

/** One channel that would receive a notice now. */
export const RoutePreview = Type.Object(
  {
    route_id: Type.String(),
    route: Type.String({ description: "Its name" }),
    channel_id: Type.String(),
    channel: Type.String({ description: "Its name" }),
    kind: Type.Enum(CHANNEL_KINDS),
    at: Nullable({ ...Time, description: "Null: it would not be sent" }),
    reason: Type.Enum(PREVIEW_REASONS),
  },
  { title: "RoutePreview" },
);
export type RoutePreview = Static<typeof RoutePreview>;

/** A time in which nothing is sent about some wallets. */
export const Silence = Type.Object(
  {
    id: Type.String(),
    filter: WalletFilter,
    starts_at: Time,
    ends_at: Nullable({ ...Time, description: "Null while it lasts until its wallets have recovered" }),
    until_recovered: Type.Boolean(),
    recovering: Type.Array(WalletId, {
      description:
        "With until_recovered, the wallets that have not been ok since it began; the others are no longer silenced",
    }),
    reason: Type.String(),
    include_block: Type.Boolean(),
    created_by: Type.String(),
    active: Type.Boolean(),
    created_at: Time,
  },
  { title: "Silence" },
);
export type Silence = Static<typeof Silence>;

const notification = {
  id: Type.String(),
  channel_id: Type.String(),
  kind: Type.String({ description: "alert, recovery, reminder, escalation, acknowledged, operation, digest, group …" }),
  level: Type.String(),
  episode_id: Nullable(Type.String()),
  wallet_id: Nullable(WalletId),
  route_id: Nullable(Type.String()),
  title: Type.String({ description: "The message in one sentence" }),
  status: Type.Enum(DELIVERY_STATES),
  skip_reason: Nullable(Type.Enum(SKIP_REASONS)),
  attempt_count: Type.Integer(),
  next_attempt_at: Nullable(Time),
  created_at: Time,
  completed_at: Nullable(Time),
};

/** One message for one channel. */
export const Notification = Type.Object(notification, { title: "Notification" });
export type Notification = Static<typeof Notification>;

export const NotificationWithAttempts = Type.Object(
  { ...notification, attempts: Type.Array(Attempt) },
  { title: "NotificationWithAttempts" },
);

/** A test's notification, and its first attempt once it has been made. */
export const ChannelTested = Type.Object(
  { notification: Notification, attempt: Nullable(Attempt) },
  { title: "ChannelTested" },
);
export type ChannelTested = Static<typeof ChannelTested>;

export const EpisodeStep = Type.Object(
  {
    at: Time,
    previous_state: Type.Enum(ALERT_STATES),
    state: Type.Enum(ALERT_STATES),
    available: Decimal,
    threshold: Nullable(AlertThreshold),
    cause: AlertCause,
    reason: Nullable(Type.String({ description: "Why, in words" })),
    event_id: Type.String({ description: "The event that webhook endpoints receive" }),
  },
  { title: "EpisodeStep" },
);

/** The time of one alert from leaving ok to returning. */
export const Episode = Type.Object(
  {
    id: Type.String(),
    wallet_id: WalletId,
    wallet_name: Type.String(),
    currency: CurrencyCode,
    available: { ...Decimal, description: "The wallet's now" },
    runway_hours: RUNWAY_HOURS,
    owner: AlertOwner,
    state: Type.Enum(ALERT_STATES),
    worst_state: Type.Enum(ALERT_STATES),
    opened_at: Time,
    closed_at: Nullable(Time),
    lowest_available: Decimal,
    acknowledged: Nullable(Acknowledgement),
    silenced_until: SILENCED_UNTIL,
    silenced_until_recovered: SILENCED_UNTIL_RECOVERED,
    steps: Type.Array(EpisodeStep),
    notifications: Type.Array(Notification),
  },
  { title: "Episode" },
);
export type Episode = Static<typeof Episode>;
