import type { Draft } from "../draft.ts";
import type { AlertState } from "../model/alert.ts";
import type { Episode } from "../model/episode.ts";
import { isoTime, isoTimeOrNull } from "../time/iso-time.ts";
import type { NoticeAcknowledgement } from "./notice.ts";

/** What was last sent to a channel about a thread: what its readers know. */
export interface Sent {
  /** The state of the last message that was written for it. */
  readonly state: AlertState;
  /** The route that carries the thread to it. */
  readonly route: string;
  /** The serial of the last message that did not wait; older ones that still wait are void. */
  readonly direct: number;
  /** Whether a notice waits that repeats the state for those who know it: a silence has ended. */
  readonly again?: true;
}

export function sentOf(root: Pick<Episode, "receivers">): Record<string, Sent> {
  return JSON.parse(root.receivers) as Record<string, Sent>;
}

/** The row of the first episode of the thread, which may be the episode itself. */
export function rootOf(draft: Draft, episode: Readonly<Episode>): Episode {
  const root = draft.get("episodes", episode.accountId, episode.threadId);
  if (!root) throw new Error(`episode ${episode.id} has no thread ${episode.threadId}`);
  return draft.edit("episodes", root);
}

/** The acknowledgement that holds now, in wire form; null without one. */
export function acknowledgementOf(episode: Readonly<Episode>, now: number): NoticeAcknowledgement | null {
  const { ackBy, ackAt, ackUntil, ackNote } = episode;
  if (ackBy === null || ackAt === null || (ackUntil !== null && ackUntil <= now)) return null;
  return { by: ackBy, at: isoTime(ackAt), until: isoTimeOrNull(ackUntil), note: ackNote };
}
