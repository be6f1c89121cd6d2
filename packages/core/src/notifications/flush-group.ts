import { row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Endpoint } from "../model/endpoint.ts";
import type { GroupedNotice } from "../model/notification.ts";
import { accepted, type Outcome } from "../outcome.ts";
import { channelsOf } from "../routes/match.ts";
import type { Notice } from "./notice.ts";
import { send } from "./send.ts";
import { sentOf } from "./sent.ts";

/** Channels whose receiver combines by incident: each thread is a message of its own. */
const SINGLY: ReadonlySet<Endpoint["kind"]> = new Set(["pagerduty"]);

/** A group's time has come: its notices become one message, or none when nothing has changed in the end. */
export interface FlushGroup {
  readonly type: "flush_group";
  readonly accountId: number;
  readonly endpointId: string;
  readonly groupKey: string;
  readonly part: number;
}

interface Waiting {
  readonly serial: number;
  readonly notice: Notice;
}

export const flushGroup: Handler<FlushGroup, { readonly notices: number }> = {
  lookups: ({ accountId, endpointId, groupKey, part }) => [
    row("noticeGroups", accountId, endpointId, groupKey, part),
    rows("groupedNotices", "group", accountId, endpointId, groupKey, part),
  ],

  apply: (draft, { accountId, endpointId, groupKey, part }): Outcome<{ notices: number }> => {
    const group = draft.get("noticeGroups", accountId, endpointId, groupKey, part);
    if (!group || group.dueAt > draft.now) return accepted({ notices: 0 });
    const items = draft.find("groupedNotices", "group", accountId, endpointId, groupKey, part);
    const channel = channelsOf(draft, accountId).get(endpointId);
    const threads = byThread(items);
    draft.require(episodeThreads(threads).map((id) => row("episodes", accountId, id)));
    const left: Notice[] = [];
    for (const waiting of threads.values()) {
      const notice = channel ? net(draft, channel, waiting) : null;
      if (notice) left.push(notice);
    }
    draft.remove("noticeGroups", group);
    for (const item of items) draft.remove("groupedNotices", item);
    if (!channel || left.length === 0) return accepted({ notices: 0 });
    const messages = SINGLY.has(channel.kind) ? left.map((notice) => [notice]) : [left];
    for (const notices of messages) send(draft, channel, notices, { routeId: group.routeId });
    return accepted({ notices: left.length });
  },
};

function byThread(items: readonly Readonly<GroupedNotice>[]): Map<string, Waiting[]> {
  const threads = new Map<string, Waiting[]>();
  for (const { threadId, serial, notice } of items.toSorted((a, b) => a.number - b.number)) {
    const waiting = threads.get(threadId) ?? [];
    waiting.push({ serial, notice: JSON.parse(notice) as Notice });
    threads.set(threadId, waiting);
  }
  return threads;
}

function episodeThreads(threads: ReadonlyMap<string, readonly Waiting[]>): string[] {
  return [...threads].filter(([, waiting]) => waiting.some(({ serial }) => serial > 0)).map(([id]) => id);
}

/** What is left to be said of one thread: its last notice, unless the channel knows that state already. */
function net(draft: Draft, channel: Readonly<Endpoint>, waiting: readonly Waiting[]): Notice | null {
  const [first] = waiting;
  const last = waiting.at(-1);
  if (!first || !last) return null;
  if (last.serial === 0) {
    // It began and ended while the group waited.
    return first.notice.kind !== "recovery" && last.notice.kind === "recovery" ? null : last.notice;
  }
  const root = draft.get("episodes", channel.accountId, last.notice.thread);
  if (!root) return last.notice;
  const sent = sentOf(root);
  const entry = sent[channel.id];
  const current = waiting.filter(({ serial }) => serial > (entry?.direct ?? 0));
  const newest = current.at(-1)?.notice;
  if (!newest) return null;
  const reminded = current.some(({ notice }) => notice.kind === "reminder") && newest.state !== "ok";
  if (entry && entry.state === newest.state && !reminded) return null;
  if (entry && newest.state !== null) {
    sent[channel.id] = { ...entry, state: newest.state };
    draft.edit("episodes", root).receivers = JSON.stringify(sent);
  }
  // The state before is the one that the channel knows.
  return entry && newest.kind !== "reminder" ? { ...newest, previous_state: entry.state } : newest;
}
