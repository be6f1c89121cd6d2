import { rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { disable, enable, touch } from "../endpoints/commands.ts";
import type { ChannelKind, Endpoint } from "../model/endpoint.ts";
import { LEVEL_OF_STATE, type RouteEvent } from "../model/route.ts";
import { send } from "../notifications/send.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import { forgetChannel } from "../routes/commands.ts";
import { channelsOf } from "../routes/match.ts";
import { sampleNotice } from "./sample.ts";

/** @limit Channels: channels of an account. */
const MAX_CHANNELS = 50;
/** @limit Channels: attempts to send one notification: with the waits between them, about four hours. */
const CHANNEL_ATTEMPTS = 8;
/** @limit Channels: time of one attempt, connecting included. */
const CHANNEL_TIMEOUT_MS = 10_000;

/** Messages a second that the vendor's receivers accept for long. */
export const CHANNEL_RATES: Readonly<Record<ChannelKind, number>> = {
  slack: 1,
  msteams: 1,
  pagerduty: 10,
  datadog: 10,
  email: 2,
  webhook: 10,
};

export interface CreateChannel {
  readonly type: "create_channel";
  readonly accountId: number;
  /** New: the settings are sealed for it before the row is made. */
  readonly id: string;
  readonly kind: ChannelKind;
  readonly name: string;
  /** Sealed. */
  readonly config: string;
  /** Null for the kind's own. */
  readonly rateLimitPerSecond: number | null;
  readonly enabled: boolean;
}

type ChannelOutcome = Outcome<{ readonly channel: Endpoint }>;

export const createChannel: Handler<CreateChannel, { readonly channel: Endpoint }> = {
  lookups: () => [],
  apply: (draft, { accountId, id, kind, name, config, rateLimitPerSecond, enabled }): ChannelOutcome => {
    if (channelsOf(draft, accountId).size >= MAX_CHANNELS) {
      return rejected("too_many", [{ field: "kind", message: `an account has at most ${MAX_CHANNELS} channels` }]);
    }
    const channel = draft.insert("endpoints", {
      accountId,
      id,
      kind,
      name,
      config,
      url: "",
      eventTypes: "[]",
      description: null,
      rateLimitPerSecond: rateLimitPerSecond ?? CHANNEL_RATES[kind],
      maxAttempts: CHANNEL_ATTEMPTS,
      timeoutMs: CHANNEL_TIMEOUT_MS,
      status: enabled ? "enabled" : "disabled",
      disabledReason: enabled ? null : "disabled by request",
      secret: "",
      previousSecret: null,
      previousSecretExpiresAt: null,
      failingSince: null,
      warned: 0,
      deliveryCount: 0,
      earlierEventTypes: null,
      fannedOut: 0,
      version: 1,
      createdAt: draft.now,
      updatedAt: draft.now,
    });
    return accepted({ channel });
  },
};

export interface UpdateChannel {
  readonly type: "update_channel";
  readonly accountId: number;
  readonly channelId: string;
  readonly patch: {
    readonly name?: string | undefined;
    /** Sealed. */
    readonly config?: string | undefined;
    /** Null for the kind's own. */
    readonly rateLimitPerSecond?: number | null | undefined;
    readonly enabled?: boolean | undefined;
  };
}

export const updateChannel: Handler<UpdateChannel, { readonly channel: Endpoint }> = {
  lookups: () => [],
  apply: (draft, { accountId, channelId, patch }): ChannelOutcome => {
    const found = channelsOf(draft, accountId).get(channelId);
    if (!found) return rejected("channel_not_found");
    const channel = draft.edit("endpoints", found);
    if (patch.name !== undefined) channel.name = patch.name;
    if (patch.config !== undefined) channel.config = patch.config;
    if (patch.rateLimitPerSecond !== undefined) {
      channel.rateLimitPerSecond = patch.rateLimitPerSecond ?? CHANNEL_RATES[channel.kind as ChannelKind];
    }
    touch(draft, channel);
    if (patch.enabled === false && channel.status === "enabled") disable(draft, channel, "disabled by request");
    if (patch.enabled === true) enable(channel);
    return accepted({ channel });
  },
};

export interface DeleteChannel {
  readonly type: "delete_channel";
  readonly accountId: number;
  readonly channelId: string;
}

/** Its settings are forgotten; its notifications stay. */
export const deleteChannel: Handler<DeleteChannel, null> = {
  lookups: ({ accountId }) => [rows("routes", "account", accountId)],
  apply: (draft, { accountId, channelId }): Outcome<null> => {
    const found = channelsOf(draft, accountId).get(channelId);
    if (!found) return rejected("channel_not_found");
    forgetChannel(draft, accountId, channelId);
    const channel = draft.edit("endpoints", found);
    disable(draft, channel, "deleted");
    channel.status = "deleted";
    channel.config = null;
    return accepted(null);
  },
};

/** Sends a sample to one channel. */
export interface TestChannel {
  readonly type: "test_channel";
  readonly accountId: number;
  readonly channelId: string;
  readonly level: RouteEvent;
}

export const testChannel: Handler<TestChannel, { readonly sequence: number }> = {
  lookups: () => [],
  apply: (draft: Draft, { accountId, channelId, level }): Outcome<{ sequence: number }> => {
    const channel = channelsOf(draft, accountId).get(channelId);
    if (!channel) return rejected("channel_not_found");
    if (channel.status === "disabled") return rejected("channel_disabled");
    const states = Object.entries(LEVEL_OF_STATE);
    const state = states.find(([, name]) => name === level)?.[0] as keyof typeof LEVEL_OF_STATE | undefined;
    const notice = sampleNotice(draft, level, state ?? null);
    return accepted({ sequence: send(draft, channel, [notice], { routeId: null, test: true }) });
  },
};
