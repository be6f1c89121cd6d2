import type { Draft } from "../draft.ts";
import type { Notice } from "./notice.ts";

/** @limit Channels: notices of one grouped message; further ones go into the next message. */
export const NOTICES_OF_GROUP = 1_000;
/** @limit Channels: messages that one group may become; notices beyond them are sent singly. */
const GROUP_PARTS = 10;

export interface Queued {
  readonly accountId: number;
  readonly endpointId: string;
  readonly routeId: string;
  /** When its group becomes a message. */
  readonly dueAt: number;
  /** Held for a schedule or a silence, which ends at `dueAt`. */
  readonly held: boolean;
  readonly serial: number;
  readonly notice: Notice;
}

/** Adds a notice to the channel's waiting group of the route; false when every part of it is full. */
export function queueNotice(draft: Draft, queued: Queued): boolean {
  const { accountId, endpointId, routeId, dueAt, held, serial, notice } = queued;
  const groupKey = held ? `${routeId}@${dueAt}` : routeId;
  const parts = draft.find("noticeGroups", "parts", accountId, endpointId, groupKey);
  for (let part = 0; part < GROUP_PARTS; part += 1) {
    const found = parts.find((candidate) => candidate.part === part);
    if (found && found.count >= NOTICES_OF_GROUP) continue;
    const group = found
      ? draft.edit("noticeGroups", found)
      : draft.insert("noticeGroups", {
          accountId,
          endpointId,
          groupKey,
          part,
          count: 0,
          routeId,
          dueAt,
          createdAt: draft.now,
        });
    group.count += 1;
    draft.insert("groupedNotices", {
      accountId,
      endpointId,
      groupKey,
      part,
      number: group.count,
      threadId: notice.thread,
      serial,
      notice: JSON.stringify(notice),
    });
    return true;
  }
  return false;
}
