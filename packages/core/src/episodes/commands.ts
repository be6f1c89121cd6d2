import { walletOf } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Episode } from "../model/episode.ts";
import type { Wallet } from "../model/wallet.ts";
import { notifyDirectly, notifyStep } from "../notifications/notify.ts";
import { acknowledgementOf, rootOf, sentOf } from "../notifications/sent.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import { channelsOf, escalationOf } from "../routes/match.ts";
import { openTopupLookups } from "../topups/topup.ts";
import { walk } from "../walk.ts";
import { forgetAcknowledgement } from "./record-step.ts";
import { walletNotice } from "./wallet-notice.ts";

/** @nolimit One minute. */
const MINUTE_MS = 60_000;
/** @limit Channels: escalations that one command decides. */
export const ESCALATION_PAGE = 100;

/** A person has the episode in hand: reminders and escalations stop, and PagerDuty's incident is acknowledged. */
export interface AcknowledgeEpisode {
  readonly type: "acknowledge_episode";
  readonly accountId: number;
  readonly episodeId: string;
  readonly by: string;
  readonly note: string | null;
  /** How long it holds; null until the episode ends or becomes worse. */
  readonly minutes: number | null;
  /** The channel that reported it, which is not sent its own report. */
  readonly fromChannel: string | null;
}

export interface EpisodeHandled {
  readonly episode: Readonly<Episode>;
  /** Whether the command has changed it. */
  readonly changed: boolean;
}

/**
 * An acknowledgement that holds is replaced by a person's here, and stays as it is when a channel reports one: that may
 * be its own echo, or the same report once more.
 *
 * Guards in order: episode_not_found, episode_closed.
 */
export const acknowledgeEpisode: Handler<AcknowledgeEpisode, EpisodeHandled> = {
  lookups: ({ accountId, episodeId }) => [row("episodes", accountId, episodeId)],
  apply: (draft, { accountId, episodeId, by, note, minutes, fromChannel }): Outcome<EpisodeHandled> => {
    const found = draft.get("episodes", accountId, episodeId);
    if (!found) return rejected("episode_not_found");
    if (found.closedAt !== null) return rejected("episode_closed");
    if (fromChannel !== null && acknowledgementOf(found, draft.now))
      return accepted({ episode: found, changed: false });
    const wallet = walletOf(draft, found);
    const episode = draft.edit("episodes", found);
    episode.ackBy = by;
    episode.ackAt = draft.now;
    episode.ackUntil = minutes === null ? null : draft.now + minutes * MINUTE_MS;
    episode.ackNote = note;
    sendToIncidents(draft, wallet, episode, "acknowledged", fromChannel);
    return accepted({ episode, changed: true });
  },
};

export interface UnacknowledgeEpisode {
  readonly type: "unacknowledge_episode";
  readonly accountId: number;
  readonly episodeId: string;
  readonly fromChannel: string | null;
}

/** Guards in order: episode_not_found, episode_closed. */
export const unacknowledgeEpisode: Handler<UnacknowledgeEpisode, EpisodeHandled> = {
  lookups: ({ accountId, episodeId }) => [row("episodes", accountId, episodeId)],
  apply: (draft, { accountId, episodeId, fromChannel }): Outcome<EpisodeHandled> => {
    const found = draft.get("episodes", accountId, episodeId);
    if (!found) return rejected("episode_not_found");
    if (found.closedAt !== null) return rejected("episode_closed");
    if (found.ackBy === null) return accepted({ episode: found, changed: false });
    const wallet = walletOf(draft, found);
    const episode = draft.edit("episodes", found);
    forgetAcknowledgement(episode);
    sendToIncidents(draft, wallet, episode, "unacknowledged", fromChannel);
    return accepted({ episode, changed: true });
  },
};

/** Sent only to receivers that keep incidents: a chat has nothing to do about an acknowledgement. */
function sendToIncidents(
  draft: Draft,
  wallet: Readonly<Wallet>,
  episode: Readonly<Episode>,
  kind: "acknowledged" | "unacknowledged",
  fromChannel: string | null,
): void {
  const channels = channelsOf(draft, episode.accountId);
  if (channels.size === 0) return;
  const sent = sentOf(rootOf(draft, episode));
  const channelIds = Object.keys(sent).filter(
    (id) => id !== fromChannel && channels.get(id)?.kind === "pagerduty" && sent[id]?.state !== "ok",
  );
  if (channelIds.length === 0) return;
  const notice = presentNotice(draft, wallet, episode, kind);
  notifyDirectly(draft, wallet, episode, { notice, channelIds, routeId: null });
}

/** Escalations whose time has come: an episode that is open and not acknowledged goes to the next channels. */
export interface Escalate {
  readonly type: "escalate";
  readonly accountId: number;
  /** At most `ESCALATION_PAGE`. */
  readonly timers: readonly { readonly episodeId: string; readonly routeId: string }[];
}

type Timer = Escalate["timers"][number];

export const escalate: Handler<Escalate, { readonly escalated: number; readonly left: readonly Timer[] }> = {
  lookups: ({ accountId, timers }) => [
    ...timers.map(({ episodeId, routeId }) => row("escalationTimers", accountId, episodeId, routeId)),
    ...timers.map(({ episodeId }) => row("episodes", accountId, episodeId)),
    ...timers.map(({ routeId }) => row("routes", accountId, routeId)),
  ],
  apply: (draft, { accountId, timers }) => {
    let escalated = 0;
    const left = walk(draft, timers, ({ episodeId, routeId }) => {
      const timer = draft.get("escalationTimers", accountId, episodeId, routeId);
      if (!timer || timer.dueAt === null || timer.dueAt > draft.now) return;
      const episode = draft.get("episodes", accountId, episodeId);
      const route = draft.get("routes", accountId, routeId);
      const escalation = route?.enabled ? escalationOf(route) : null;
      const waits = episode && episode.closedAt === null && !acknowledgementOf(episode, draft.now);
      if (waits && escalation) {
        const wallet = walletOf(draft, episode);
        const notice = presentNotice(draft, wallet, episode, "escalation");
        notifyDirectly(draft, wallet, episode, { notice, channelIds: escalation.channel_ids, routeId });
        escalated += 1;
      }
      draft.edit("escalationTimers", timer).dueAt = null;
    });
    return accepted({ escalated, left });
  },
};

/** The present state of an open episode, to every channel of the routes that carry it: a silence has ended. */
export function repeatPresentState(draft: Draft, episode: Readonly<Episode>): void {
  const wallet = walletOf(draft, episode);
  const makeNotice = () => presentNotice(draft, wallet, episode, "alert");
  notifyStep(draft, wallet, episode, { previous: "ok", state: episode.state, how: "again", makeNotice });
}

function presentNotice(
  draft: Draft,
  wallet: Readonly<Wallet>,
  episode: Readonly<Episode>,
  kind: "acknowledged" | "unacknowledged" | "escalation" | "alert",
) {
  draft.require([
    row("alertStreams", episode.accountId, episode.walletId, episode.ownerKind, episode.ownerId),
    ...openTopupLookups(wallet),
  ]);
  const { accountId, walletId, ownerKind, ownerId, state } = episode;
  const stream = draft.get("alertStreams", accountId, walletId, ownerKind, ownerId);
  return walletNotice(draft, wallet, episode, {
    kind,
    previous: state,
    state,
    threshold: stream?.threshold ?? null,
  });
}
