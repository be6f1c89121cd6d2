import { AcknowledgeEpisode, Episode, EpisodesQuery } from "@plimsoll/contract";
import type { Silence } from "@plimsoll/core";
import { sendResource } from "../answer.ts";
import { found } from "../api-error.ts";
import { withoutBody } from "../body.ts";
import { listOf, operationsOf, reading, writing } from "../documented.ts";
import { prefixedId } from "../ids.ts";
import { NEWEST, sendList } from "../pages.ts";
import { episodeResource } from "../resources/channel.ts";
import type { Services } from "../services.ts";
import type { ListedEpisode } from "../../store/port/notifications.ts";
import { periodOf } from "../period.ts";
import type { App } from "../typed-app.ts";
import { EpisodePath } from "./paths.ts";

const operation = operationsOf("Alerts");

/** @limit Channels: steps and notifications that an episode shows; its lists have all of them. */
const SHOWN = 500;
/** @limit Channels: steps and notifications that each episode of a list shows. */
const SHOWN_IN_LIST = 20;

/** Alerts from leaving ok to returning, and their acknowledgement. */
export function episodeRoutes(app: App, { reads, now }: Services): void {
  app.get(
    "/episodes",
    operation("listEpisodes", "List episodes, newest first", {
      description: "Each with its first 20 steps and its newest 20 notifications; the episode itself has 500 of each.",
      querystring: EpisodesQuery,
      response: reading(listOf(Episode), "VALIDATION_FAILURE"),
    }),
    async (request, reply) => {
      const { state, wallet_id: walletId = null, feature_id: featureId = null } = request.query;
      const { worst_state: worstState = null } = request.query;
      const filter = {
        open: state === undefined ? null : state === "open",
        walletId,
        featureId,
        worstState,
        ...periodOf(request.query),
      };
      return sendList(request, reply, {
        read: async (page) => {
          const episodes = await reads.episodes(request.caller.accountId, filter, page);
          const silences = await reads.openSilences(request.caller.accountId);
          const whole = [];
          for (const listed of episodes.rows) {
            whole.push({
              position: listed.episode.position,
              resource: await resource(listed, silences, SHOWN_IN_LIST),
            });
          }
          return { ...episodes, rows: whole };
        },
        order: { key: ({ position }) => position, start: NEWEST },
        toJson: (episode) => JSON.stringify(episode.resource),
      });
    },
  );

  app.get(
    "/episodes/:id",
    operation("getEpisode", "Read an episode with its steps and notifications", {
      params: EpisodePath,
      response: reading(Episode, "NOT_FOUND"),
    }),
    async (request, reply) => {
      return sendResource(reply, 200, await existing(request.caller.accountId, prefixedId("epi", request.params.id)));
    },
  );

  app.post(
    "/episodes/:id/acknowledge",
    {
      config: { also: "alerts:acknowledge" },
      preValidation: withoutBody,
      ...operation("acknowledgeEpisode", "Acknowledge an episode", {
        description:
          "Reminders and escalations stop until it expires, the alert becomes worse, or the episode ends. PagerDuty's incident is acknowledged too.",
        params: EpisodePath,
        body: AcknowledgeEpisode,
        response: writing(200, Episode, "NOT_FOUND", "CONFLICT"),
      }),
    },
    async (request, reply) => {
      const { accountId, keyName } = request.caller;
      const episodeId = prefixedId("epi", request.params.id);
      const { note = null, minutes = null } = request.body;
      await request.execute({
        type: "acknowledge_episode",
        episodeId,
        by: keyName,
        note,
        minutes,
        fromChannel: null,
      });
      return sendResource(reply, 200, await existing(accountId, episodeId));
    },
  );

  app.delete(
    "/episodes/:id/acknowledge",
    {
      config: { also: "alerts:acknowledge" },
      ...operation("unacknowledgeEpisode", "Take an acknowledgement back", {
        params: EpisodePath,
        response: writing(200, Episode, "NOT_FOUND", "CONFLICT"),
      }),
    },
    async (request, reply) => {
      const { accountId } = request.caller;
      const episodeId = prefixedId("epi", request.params.id);
      await request.execute({ type: "unacknowledge_episode", episodeId, fromChannel: null });
      return sendResource(reply, 200, await existing(accountId, episodeId));
    },
  );

  async function existing(accountId: number, id: string): Promise<Episode> {
    const listed = found(await reads.episode(accountId, id), "episode");
    return resource(listed, await reads.openSilences(accountId), SHOWN);
  }

  async function resource(listed: ListedEpisode, silences: readonly Silence[], shown: number): Promise<Episode> {
    const { accountId, id } = listed.episode;
    const steps = await reads.episodeSteps(listed.episode, shown);
    const newest = await reads.episodeNotifications(accountId, id, shown);
    return episodeResource(listed, { steps, notifications: newest.toReversed(), silences }, now());
  }
}
