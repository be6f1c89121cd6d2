import { row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Endpoint } from "../model/endpoint.ts";
import type { GroupedNotice, NoticeGroup } from "../model/notification.ts";
import type { Schedule, Silence } from "../model/route.ts";
import { accepted, type Outcome } from "../outcome.ts";
import { findChannel, routingLookups, scheduleOf, silenceOf, type Subject } from "../routes/match.ts";
import { holdOf } from "../routes/schedule.ts";
import type { Notice } from "./notice.ts";
import { send } from "./send.ts";
import { sentOf } from "./sent.ts";

/** Channels whose receiver combines by incident: each thread is a message of its own. */
const SINGLY: ReadonlySet<Endpoint["kind"]> = new Set(["pagerduty"]);

/**
 * A group's time has come: its notices become one message, or none when nothing has changed in the end. What a silence
 * or the route's schedule holds now stays, whatever held it when it was queued.
 */
export interface FlushGroup {
  readonly type: "flush_group";
  readonly accountId: number;
  readonly endpointId: string;
  readonly routeId: string;
  readonly part: number;
}

interface Waiting {
  readonly row: Readonly<GroupedNotice>;
  readonly notice: Notice;
}

/** The notices of one thread, in order. */
type Thread = readonly [Waiting, ...Waiting[]];

export const flushGroup: Handler<FlushGroup, { readonly notices: number }> = {
  lookups: ({ accountId, endpointId, routeId, part }) => [
    row("noticeGroups", accountId, endpointId, routeId, part),
    rows("groupedNotices", "group", accountId, endpointId, routeId, part),
    ...routingLookups(accountId),
  ],

  apply: (draft, { accountId, endpointId, routeId, part }): Outcome<{ notices: number }> => {
    const group = draft.get("noticeGroups", accountId, endpointId, routeId, part);
    if (!group || group.dueAt > draft.now) return accepted({ notices: 0 });
    const channel = findChannel(draft, accountId, endpointId);
    const threads = threadsOf(draft.find("groupedNotices", "group", accountId, endpointId, routeId, part));
    const silences = draft.find("silences", "open", accountId, 1);
    draft.require(lookupsOf(group, threads, silences.length > 0));
    const schedule = scheduleOf(draft.find("routes", "account", accountId).find(({ id }) => id === routeId));
    const left: Notice[] = [];
    let [dueAt, readyAt] = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
    for (const thread of threads) {
      const ready = Math.min(...thread.map(({ row: { readyAt: at } }) => at));
      const held = channel ? fateOf(draft, channel, group, { schedule, silences }, thread) : "dropped";
      const until = held === "dropped" ? draft.now : Math.max(held ?? draft.now, ready);
      if (until > draft.now) {
        dueAt = Math.min(dueAt, until);
        if (ready > draft.now) readyAt = Math.min(readyAt, ready);
        continue;
      }
      const notice = channel && held !== "dropped" ? net(draft, channel, thread) : null;
      if (notice) left.push(notice);
      take(draft, group, thread);
    }
    if (dueAt === Number.MAX_SAFE_INTEGER) {
      draft.remove("noticeGroups", group);
    } else {
      const rest = { dueAt, readyAt: readyAt === Number.MAX_SAFE_INTEGER ? null : readyAt };
      Object.assign(draft.edit("noticeGroups", group), rest);
    }
    if (!channel || left.length === 0) return accepted({ notices: 0 });
    const messages = SINGLY.has(channel.kind) ? left.map((notice) => [notice]) : [left];
    for (const notices of messages) send(draft, channel, notices, { routeId });
    return accepted({ notices: left.length });
  },
};

function threadsOf(items: readonly Readonly<GroupedNotice>[]): Thread[] {
  const threads = new Map<string, [Waiting, ...Waiting[]]>();
  for (const item of items.toSorted((a, b) => a.number - b.number)) {
    const waiting = { row: item, notice: JSON.parse(item.notice) as Notice };
    const thread = threads.get(item.threadId);
    if (thread) thread.push(waiting);
    else threads.set(item.threadId, [waiting]);
  }
  return [...threads.values()];
}

function isEpisode(thread: Thread): boolean {
  return thread.some(({ row: { serial } }) => serial > 0);
}

/** The threads' episodes and, when there is a silence whose filter may need them, their wallets. */
function lookupsOf({ accountId }: Readonly<NoticeGroup>, threads: readonly Thread[], isSilenced: boolean) {
  return threads.flatMap((thread) => {
    const [{ row: item, notice }] = thread;
    const wallet = isSilenced && notice.wallet ? [row("wallets", accountId, notice.wallet.id)] : [];
    return isEpisode(thread) ? [row("episodes", accountId, item.threadId), ...wallet] : wallet;
  });
}

/**
 * Until when the thread is held; null when it is not. An alert of a wallet that is silenced is recorded and dropped,
 * because the end of the silence sends the present state.
 */
function fateOf(
  draft: Draft,
  channel: Readonly<Endpoint>,
  { accountId, routeId }: Readonly<NoticeGroup>,
  { schedule, silences }: { readonly schedule: Schedule | null; readonly silences: readonly Readonly<Silence>[] },
  thread: Thread,
): number | "dropped" | null {
  const last = thread.at(-1) ?? thread[0];
  const { wallet, state } = last.notice;
  const subject: Subject = {
    wallet: wallet && silences.length > 0 ? draft.get("wallets", accountId, wallet.id) : null,
    providerId: last.row.providerId,
  };
  const silence = silenceOf(silences, subject, state === "blocked", draft.now);
  if (silence && isEpisode(thread) && state !== "ok") {
    send(draft, channel, [last.notice], { routeId, skip: "silenced" });
    return "dropped";
  }
  return holdOf(schedule, silence, draft.now);
}

/** Takes a thread out of its group. */
function take(draft: Draft, group: Readonly<NoticeGroup>, thread: Thread): void {
  draft.edit("noticeGroups", group).count -= thread.length;
  for (const { row: item, notice } of thread) {
    draft.remove("groupedNotices", item);
    const root = item.serial > 0 && notice.state === "ok" ? draft.get("episodes", item.accountId, item.threadId) : null;
    if (root) draft.edit("episodes", root).recoveriesWaiting -= 1;
  }
}

/** What is left to be said of one thread: its last notice, unless the channel knows that already. */
function net(draft: Draft, channel: Readonly<Endpoint>, thread: Thread): Notice | null {
  const last = thread.at(-1) ?? thread[0];
  if (!isEpisode(thread)) {
    const isOver = ({ notice: { kind } }: Waiting) => kind === "recovery";
    // A thread that begins with its end was reported before.
    const wasOver = !isOver(thread[0]);
    return wasOver === isOver(last) ? null : last.notice;
  }
  const root = draft.get("episodes", channel.accountId, last.notice.thread);
  if (!root) return last.notice;
  const sent = sentOf(root);
  const entry = sent[channel.id];
  const current = thread.filter(({ row: { serial } }) => serial > (entry?.direct ?? 0));
  const newest = current.at(-1)?.notice;
  if (!newest) return null;
  const repeats = current.some(({ notice }) => notice.kind === "reminder") || entry?.again === true;
  if (entry && entry.state === newest.state && !(repeats && newest.state !== "ok")) return null;
  if (entry && newest.state !== null) {
    sent[channel.id] = { state: newest.state, route: entry.route, direct: entry.direct };
    draft.edit("episodes", root).receivers = JSON.stringify(sent);
  }
  if (!entry || newest.kind === "reminder") return newest;
  // The state before is the one that the channel knows.
  return { ...newest, previous_state: entry.state === newest.state ? "ok" : entry.state };
}
