import { Notification, NotificationsQuery, NotificationWithAttempts, Replayed } from "@plimsoll/contract";
import { sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { listOf, operationsOf, reading, writing } from "../documented.ts";
import { parseNotificationId } from "../ids.ts";
import { NEWEST, sendList } from "../pages.ts";
import { notificationResource } from "../resources/channel.ts";
import { attemptResource } from "../resources/delivery.ts";
import type { Services } from "../services.ts";
import type { App } from "../typed-app.ts";
import { NotificationPath } from "./paths.ts";

const operation = operationsOf("Channels");

/** The messages of channels, and their replay. */
export function notificationRoutes(app: App, { reads, dispatcherChanged }: Services): void {
  app.get(
    "/notifications",
    operation("listNotifications", "List notifications, newest first", {
      querystring: NotificationsQuery,
      response: reading(listOf(Notification), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { episode_id: episodeId = null, channel_id: channelId = null, status = null } = request.query;
      const filter = { episodeId, channelId, status };
      return sendList(request, reply, {
        read: (page) => reads.notifications(request.caller.accountId, filter, page),
        order: { key: ({ notification }) => notification.position, start: NEWEST },
        toJson: (listed) => JSON.stringify(notificationResource(listed)),
      });
    },
  );

  app.get(
    "/notifications/:id",
    operation("getNotification", "Read a notification with its attempts", {
      params: NotificationPath,
      response: reading(NotificationWithAttempts, "NOT_FOUND"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { channelId, sequence } = parseNotificationId(request.params.id);
      const listed = found(await reads.notification(accountId, channelId, sequence), "notification");
      const attempts = listed.attempts.map(attemptResource);
      return sendResource(reply, 200, { ...notificationResource(listed), attempts });
    },
  );

  app.post(
    "/notifications/:id/replay",
    operation("replayNotification", "Send a notification again", {
      description: "As it was, with a fresh count of attempts. One that is still pending is left alone.",
      params: NotificationPath,
      response: writing(200, Replayed, "NOT_FOUND", "CONFLICT"),
    }),
    async (request, reply) => {
      const { accountId } = request.caller;
      const { channelId, sequence } = parseNotificationId(request.params.id);
      const { replayed } = await request.execute({
        type: "replay_deliveries",
        endpointId: channelId,
        sequences: [sequence],
      });
      dispatcherChanged(accountId, channelId);
      return sendResource(reply, 200, { replayed, next: null });
    },
  );
}
