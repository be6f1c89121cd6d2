import { rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { deleteReceiver, disable, DISABLED_BY_REQUEST, enable, insertReceiver, touch } from "../endpoints/receiver.ts";
import type { ChannelKind, Endpoint } from "../model/endpoint.ts";
import { STATE_OF } from "../model/alert.ts";
import type { RouteEvent } from "../model/route.ts";
import { send } from "../notifications/send.ts";
import { keyRefusal, type Keyed } from "../naming/key.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import { forgetChannel } from "../routes/commands.ts";
import { channelsOf, findChannel } from "../routes/match.ts";
import { sampleNotice } from "./sample.ts";
import type { Sealed } from "../model/sealed.ts";

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

export interface CreateChannel extends Keyed {
  readonly type: "create_channel";
  readonly accountId: number;
  /** New: the settings are sealed for it before the row is made. */
  readonly id: string;
  readonly kind: ChannelKind;
  readonly name: string;
  /** Sealed. */
  readonly config: Sealed;
  /** Null for the kind's own. */
  readonly rateLimitPerSecond: number | null;
  readonly enabled: boolean;
}

type ChannelOutcome = Outcome<{ readonly channel: Endpoint }>;

export const createChannel: Handler<CreateChannel, { readonly channel: Endpoint }> = {
  lookups: () => [],
  apply: (draft, { accountId, id, key = null, kind, name, config, rateLimitPerSecond, enabled }): ChannelOutcome => {
    if (channelsOf(draft, accountId).size >= MAX_CHANNELS) {
      return rejected("too_many", [{ field: "kind", message: `an account has at most ${MAX_CHANNELS} channels` }]);
    }
    const refusal = keyRefusal(key, id, channelsOf(draft, accountId).values());
    if (refusal) return refusal;
    draft.insert("directoryEntries", { accountId, key: id });
    const channel = insertReceiver(draft, {
      accountId,
      id,
      key,
      kind,
      name,
      config,
      url: "",
      eventTypes: "[]",
      description: null,
      rateLimitPerSecond: rateLimitPerSecond ?? CHANNEL_RATES[kind],
      maxAttempts: CHANNEL_ATTEMPTS,
      timeoutMs: CHANNEL_TIMEOUT_MS,
      secret: null,
      disabledReason: enabled ? null : DISABLED_BY_REQUEST,
      fannedOut: 0,
    });
    return accepted({ channel });
  },
};

export interface UpdateChannel {
  readonly type: "update_channel";
  readonly accountId: number;
  readonly channelId: string;
  readonly patch: Keyed & {
    readonly name?: string | undefined;
    /** Sealed. */
    readonly config?: Sealed | undefined;
    /** Null for the kind's own. */
    readonly rateLimitPerSecond?: number | null | undefined;
    readonly enabled?: boolean | undefined;
  };
}

export const updateChannel: Handler<UpdateChannel, { readonly channel: Endpoint }> = {
  lookups: () => [],
  apply: (draft, { accountId, channelId, patch }): ChannelOutcome => {
    const found = findChannel(draft, accountId, channelId);
    if (!found) return rejected("channel_not_found");
    const refusal = keyRefusal(patch.key, channelId, channelsOf(draft, accountId).values());
    if (refusal) return refusal;
    const channel = draft.edit("endpoints", found);
    if (patch.key !== undefined) channel.key = patch.key;
    if (patch.name !== undefined) channel.name = patch.name;
    if (patch.config !== undefined) channel.config = patch.config;
    if (patch.rateLimitPerSecond !== undefined) {
      channel.rateLimitPerSecond = patch.rateLimitPerSecond ?? CHANNEL_RATES[channel.kind as ChannelKind];
    }
    touch(draft, channel);
    if (patch.enabled === false && channel.status === "enabled") disable(draft, channel, DISABLED_BY_REQUEST);
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
    const found = findChannel(draft, accountId, channelId);
    if (!found) return rejected("channel_not_found");
    forgetChannel(draft, accountId, channelId);
    deleteReceiver(draft, found).config = null;
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
    const channel = findChannel(draft, accountId, channelId);
    if (!channel) return rejected("channel_not_found");
    if (channel.status === "disabled") return rejected("channel_disabled");
    const state = level in STATE_OF ? STATE_OF[level as keyof typeof STATE_OF] : null;
    const notice = sampleNotice(draft, level, state);
    return accepted({ sequence: send(draft, channel, [notice], { routeId: null, test: true }) });
  },
};
