import { Channel, ChannelTested, CreateChannel, PageQuery, TestChannel, UpdateChannel } from "@plimsoll/contract";
import { setTimeout as delay } from "node:timers/promises";
import { mergedConfig } from "../../channels/secrets.ts";
import { sendNothing, sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { withoutBody } from "../body.ts";
import { requireChannelConfig } from "../channel-fields.ts";
import { tagged } from "../conditions.ts";
import { editing, listOf, operationsOf, reading, readingEditable, removing, writing } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { sendList } from "../pages.ts";
import { channelResource, configOf, kindOf, notificationResource } from "../resources/channel.ts";
import { attemptResource } from "../resources/delivery.ts";
import { newRowId } from "../../store/seed.ts";
import { channelPlace } from "../../util/sealer.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { ChannelPath } from "./paths.ts";

const operation = operationsOf("Channels");

/** @limit Channels: time for which a test waits for its first attempt. */
const TEST_WAIT_MS = 10_000;
/** @limit Channels: time between two reads of its attempts. */
const TEST_LOOK_MS = 25;

export function channelRoutes(app: App, services: Services): void {
  const { now, reads, seal, unseal, allowPrivateTargets, dispatcherChanged } = services;

  app.post(
    "/channels",
    operation("createChannel", "Connect a channel: Slack, Teams, PagerDuty, Datadog, e-mail or a webhook", {
      body: CreateChannel,
      response: writing(201, Channel, "CONFLICT"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { key, kind, name, config, rate_limit_per_second: rate = null, enabled = true } = request.body;
      requireChannelConfig(kind, config, allowPrivateTargets);
      const id = newRowId("chan", now());
      const { channel } = await request.execute({
        type: "create_channel",
        id,
        key,
        kind,
        name,
        config: seal(JSON.stringify(config), channelPlace({ accountId, id })),
        rateLimitPerSecond: rate,
        enabled,
      });
      dispatcherChanged(accountId, channel.id);
      return sendResource(reply, 201, channelResource(channel, unseal));
    },
  );

  app.get(
    "/channels",
    operation("listChannels", "List channels", {
      querystring: PageQuery,
      response: reading(listOf(Channel), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      return sendList(request, reply, {
        read: (page) => reads.channels(request.caller.accountId, page),
        order: { key: ({ id }) => id, start: "" },
        toJson: (channel) => JSON.stringify(channelResource(channel, unseal)),
      });
    },
  );

  app.get(
    "/channels/:id",
    operation("getChannel", "Read a channel", {
      params: ChannelPath,
      response: readingEditable(Channel, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const channel = await existing(request.caller.accountId, request.params.id);
      return sendResource(tagged(reply, "endpoints", channel), 200, channelResource(channel, unseal));
    },
  );

  app.patch(
    "/channels/:id",
    operation("updateChannel", "Change, enable or disable a channel", {
      description: "A JSON merge patch, also of config; a secret that comes back masked stays as it is.",
      params: ChannelPath,
      body: UpdateChannel,
      ...editing(Channel, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { key, name, config, rate_limit_per_second: rateLimitPerSecond, enabled } = request.body;
      const before = await existing(accountId, request.params.id);
      const kind = kindOf(before);
      const merged = config === undefined ? undefined : mergedConfig(kind, configOf(before, unseal), config);
      if (merged !== undefined) requireChannelConfig(kind, merged, allowPrivateTargets);
      const sealed = merged === undefined ? undefined : seal(JSON.stringify(merged), channelPlace(before));
      const { channel } = await request.execute({
        type: "update_channel",
        condition: await request.condition("endpoints", before.id),
        channelId: before.id,
        patch: { key, name, config: sealed, rateLimitPerSecond, enabled },
      });
      dispatcherChanged(accountId, channel.id);
      return sendResource(tagged(reply, "endpoints", channel), 200, channelResource(channel, unseal));
    },
  );

  app.delete(
    "/channels/:id",
    operation("deleteChannel", "Delete a channel", {
      description: "Its settings are forgotten and every route loses it; its notifications stay.",
      params: ChannelPath,
      ...removing("NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const channelId = prefixedId("chan", request.params.id);
      const condition = await request.condition("endpoints", channelId);
      await request.execute({ type: "delete_channel", condition, channelId });
      dispatcherChanged(accountId, channelId);
      return sendNothing(reply);
    },
  );

  app.post(
    "/channels/:id/test",
    {
      preValidation: withoutBody,
      ...operation("testChannel", "Send a sample message to a channel", {
        description: "Waits up to 10 seconds for the first attempt, which is null when it has not ended by then.",
        params: ChannelPath,
        body: TestChannel,
        response: writing(200, ChannelTested, "NOT_FOUND", "CONFLICT"),
      }),
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const channelId = prefixedId("chan", request.params.id);
      const { level = "warning" } = request.body;
      const { sequence } = await request.execute({ type: "test_channel", channelId, level });
      const until = performance.now() + TEST_WAIT_MS;
      for (;;) {
        const listed = found(await reads.notification(accountId, channelId, sequence), "channel");
        const [first] = listed.attempts;
        const waits = first === undefined && performance.now() < until && !request.raw.socket.destroyed;
        if (waits) {
          await delay(TEST_LOOK_MS);
          continue;
        }
        const attempt = first === undefined ? null : attemptResource(first);
        return sendResource(reply, 200, { notification: notificationResource(listed), attempt });
      }
    },
  );

  async function existing(accountId: number, id: string) {
    return found(await reads.channel(accountId, prefixedId("chan", id)), "channel");
  }
}
