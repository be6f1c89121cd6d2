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
  /** When a schedule or a silence that holds it ends; null for one that waits for others only. */
  readonly heldUntil: number | null;
  readonly waitMs: number;
  readonly serial: number;
  readonly providerId: string | null;
  readonly notice: Notice;
}

/** Adds a notice to the group of the route that waits for the channel; false when every part of it is full. */
export function queueNotice(draft: Draft, queued: Queued): boolean {
  const { accountId, endpointId, routeId, heldUntil, waitMs, serial, providerId, notice } = queued;
  const parts = draft.find("noticeGroups", "route", accountId, endpointId, routeId);
  for (let part = 0; part < GROUP_PARTS; part += 1) {
    const found = parts.find((candidate) => candidate.part === part);
    if (found && found.count >= NOTICES_OF_GROUP) continue;
    const group = found
      ? draft.edit("noticeGroups", found)
      : draft.insert("noticeGroups", {
          accountId,
          endpointId,
          routeId,
          part,
          count: 0,
          lastNumber: 0,
          readyAt: null,
          dueAt: Number.MAX_SAFE_INTEGER,
          createdAt: draft.now,
        });
    // The first that waits decides when all of them are sent.
    if (heldUntil === null) group.readyAt ??= draft.now + waitMs;
    const readyAt = heldUntil === null ? (group.readyAt ?? draft.now) : draft.now;
    group.dueAt = Math.min(group.dueAt, heldUntil ?? readyAt);
    group.count += 1;
    group.lastNumber += 1;
    draft.insert("groupedNotices", {
      accountId,
      endpointId,
      routeId,
      part,
      number: group.lastNumber,
      threadId: notice.thread,
      serial,
      providerId,
      readyAt,
      notice: JSON.stringify(notice),
    });
    return true;
  }
  return false;
}
