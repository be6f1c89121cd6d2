import type { Channel, Episode, Notification, Route, Silence } from "@plimsoll/contract";
import {
  acknowledgementOf,
  channelIdsOf,
  formatAmount,
  isoTime,
  isoTimeOrNull,
  lowestOf,
  recoveringOf,
  type AlertLogEntry,
  type ChannelKind,
  type Endpoint,
  type Route as RouteRow,
  type Silence as SilenceRow,
} from "@plimsoll/core";
import { messageOf } from "../../channels/kinds.ts";
import { maskedConfig } from "../../channels/secrets.ts";
import { titleOf } from "../../channels/words.ts";
import type { ListedEpisode, ListedNotification } from "../../store/port/notifications.ts";
import { channelPlace, type Sealer } from "../../util/sealer.ts";
import { notificationId } from "../ids.ts";
import { silenceMembers, walletMembers } from "./alert.ts";

/** A stored channel, whose kind is never an endpoint's. */
export function kindOf(channel: Readonly<Endpoint>): ChannelKind {
  if (channel.kind === "signed-webhook") throw new Error(`${channel.id} is no channel`);
  return channel.kind;
}

export function configOf(channel: Readonly<Endpoint>, unseal: Sealer["unseal"]): Record<string, unknown> {
  if (channel.config === null) return {};
  return JSON.parse(unseal(channel.config, channelPlace(channel))) as Record<string, unknown>;
}

export function channelResource(channel: Readonly<Endpoint>, unseal: Sealer["unseal"]): Channel {
  const kind = kindOf(channel);
  return {
    id: channel.id,
    key: channel.key,
    kind,
    name: channel.name ?? "",
    config: maskedConfig(kind, configOf(channel, unseal)),
    rate_limit_per_second: channel.rateLimitPerSecond,
    enabled: channel.status === "enabled",
    status: channel.status === "enabled" ? "enabled" : "disabled",
    disabled_reason: channel.disabledReason,
    failing_since: isoTimeOrNull(channel.failingSince),
    inbound_url: kind === "pagerduty" ? `/api/v1/channels/${channel.id}/inbound` : null,
    created_at: isoTime(channel.createdAt),
    updated_at: isoTime(channel.updatedAt),
  };
}

export function routeResource(route: Readonly<RouteRow>): Route {
  const channelIds = channelIdsOf(route);
  return {
    id: route.id,
    key: route.key,
    name: route.name,
    on: JSON.parse(route.events) as Route["on"],
    filter: route.filter === null ? null : (JSON.parse(route.filter) as NonNullable<Route["filter"]>),
    channel_ids: [...channelIds],
    recoveries: route.recoveries,
    group_wait_seconds: route.groupWaitSeconds,
    escalate: route.escalate === null ? null : (JSON.parse(route.escalate) as NonNullable<Route["escalate"]>),
    schedule: route.schedule === null ? null : (JSON.parse(route.schedule) as NonNullable<Route["schedule"]>),
    enabled: route.enabled,
    active: route.enabled && channelIds.length > 0,
    created_at: isoTime(route.createdAt),
    updated_at: isoTime(route.updatedAt),
  };
}

export function silenceResource(silence: Readonly<SilenceRow>, now: number): Silence {
  const recovering = recoveringOf(silence);
  const isOver = silence.endsAt <= now;
  return {
    id: silence.id,
    filter: JSON.parse(silence.filter) as Silence["filter"],
    starts_at: isoTime(silence.startsAt),
    ends_at: recovering === null || isOver ? isoTime(silence.endsAt) : null,
    until_recovered: recovering !== null,
    recovering: [...(recovering ?? [])],
    reason: silence.reason,
    include_block: silence.includeBlock,
    created_by: silence.createdBy,
    active: silence.startsAt <= now && !isOver,
    created_at: isoTime(silence.createdAt),
  };
}

export function notificationResource({ notification, delivery }: ListedNotification): Notification {
  return {
    id: notificationId(notification.endpointId, notification.sequence),
    channel_id: notification.endpointId,
    kind: notification.kind,
    level: notification.level,
    episode_id: notification.episodeId,
    wallet_id: notification.walletId,
    route_id: notification.routeId,
    title: titleOf(messageOf(notification.payload)),
    status: delivery.status,
    skip_reason: delivery.status === "skipped" ? (notification.skipReason ?? "channel_disabled") : null,
    attempt_count: delivery.attemptCount,
    next_attempt_at: isoTimeOrNull(delivery.nextAttemptAt),
    created_at: isoTime(notification.createdAt),
    completed_at: isoTimeOrNull(delivery.completedAt),
  };
}

interface EpisodeParts {
  readonly steps: readonly AlertLogEntry[];
  readonly notifications: readonly ListedNotification[];
  readonly silences: readonly SilenceRow[];
}

export function episodeResource(
  { episode, wallet }: ListedEpisode,
  { steps, notifications, silences }: EpisodeParts,
  now: number,
): Episode {
  const amount = (units: bigint): string => formatAmount(units, wallet.assetScale);
  return {
    id: episode.id,
    wallet_id: episode.walletId,
    ...walletMembers(wallet, now),
    owner: { type: episode.ownerKind, id: episode.ownerId },
    state: episode.state,
    worst_state: episode.worstState,
    opened_at: isoTime(episode.openedAt),
    closed_at: isoTimeOrNull(episode.closedAt),
    lowest_available: amount(lowestOf(episode, wallet)),
    acknowledged: acknowledgementOf(episode, now),
    ...silenceMembers(episode.closedAt === null ? silences : [], wallet, episode.state, now),
    steps: steps.map((step) => ({
      at: isoTime(step.createdAt),
      previous_state: step.previousState,
      state: step.state,
      available: amount(step.balance),
      threshold: step.threshold === null ? null : (JSON.parse(step.threshold) as Episode["steps"][number]["threshold"]),
      cause: JSON.parse(step.cause) as Episode["steps"][number]["cause"],
      reason: step.reason,
      event_id: step.eventId,
    })),
    notifications: notifications.map(notificationResource),
  };
}
