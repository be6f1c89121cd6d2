import { AcknowledgeEpisode, Episode, EpisodesQuery } from "@plimsoll/contract";
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
          const { accountId } = request.caller;
          const episodes = await reads.episodes(accountId, filter, page);
          return { ...episodes, rows: await described(accountId, episodes.rows, SHOWN_IN_LIST) };
        },
        order: { key: ({ position }) => position, start: NEWEST },
        toJson: ({ resource }) => JSON.stringify(resource),
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
    const episode = await reads.episode(accountId, id);
    const [only] = await described(accountId, episode === null ? [] : [episode], SHOWN);
    return found(only?.resource ?? null, "episode");
  }

  /** Each episode with what is shown of its steps and notifications, by a few reads for all of them. */
  async function described(accountId: number, episodes: readonly ListedEpisode[], shown: number) {
    const ids = episodes.map(({ episode }) => episode.id);
    const silences = await reads.openSilences(accountId);
    const steps = await reads.firstSteps(accountId, ids, shown);
    const newest = await reads.newestNotifications(accountId, ids, shown);
    return episodes.map((listed) => {
      const { id, position } = listed.episode;
      const notifications = (newest.get(id) ?? []).toReversed();
      const parts = { steps: steps.get(id) ?? [], notifications, silences };
      return { position, resource: episodeResource(listed, parts, now()) };
    });
  }
}
