import { together, type Draft } from "../draft.ts";
import { isUrgent, SEVERITY, type AlertState } from "../model/alert.ts";
import type { Endpoint } from "../model/endpoint.ts";
import type { Episode } from "../model/episode.ts";
import { LEVEL_OF_STATE, type Route, type RouteEvent, type Silence } from "../model/route.ts";
import type { Wallet } from "../model/wallet.ts";
import {
  channelIdsOf,
  channelsOf,
  escalationOf,
  groupWaitMs,
  matching,
  routingLookups,
  scheduleOf,
  silenceOf,
  type Subject,
} from "../routes/match.ts";
import { holdOf } from "../routes/schedule.ts";
import { queueNotice } from "./group.ts";
import type { Notice } from "./notice.ts";
import { send } from "./send.ts";
import { rootOf, sentOf, type Sent } from "./sent.ts";

/** Events of the operation that come to an end, which is sent as well. */
const RECOVERING: ReadonlySet<RouteEvent> = new Set(["stale", "provider_failing"]);

/** @nolimit One minute. */
const MINUTE_MS = 60_000;

/** The parts by which an account's notices are sent. */
interface Routing {
  readonly channels: ReadonlyMap<string, Readonly<Endpoint>>;
  readonly routes: readonly Readonly<Route>[];
  readonly silences: readonly Readonly<Silence>[];
}

/** Null for an account without channels, for which nothing is read. */
export function routingOf(draft: Draft, accountId: number): Routing | null {
  const channels = channelsOf(draft, accountId);
  if (channels.size === 0) return null;
  draft.require(routingLookups(accountId));
  return {
    channels,
    routes: draft.find("routes", "account", accountId),
    silences: draft.find("silences", "open", accountId, 1),
  };
}

export function subjectOf(wallet: Readonly<Wallet>): Subject {
  return { wallet, providerId: wallet.providerId };
}

/** The part of a route by which a notice travels. */
type Carrier = Pick<Route, "id" | "schedule" | "groupWaitSeconds">;

/** A step of an episode, or a repetition of its present state. */
export interface Step {
  readonly previous: AlertState;
  readonly state: AlertState;
  /**
   * opens: the episode begins with it. again: it is sent to its receivers although they may know the state.
   */
  readonly how: "opens" | "goes on" | "again";
  /** Called when there is a receiver. */
  readonly makeNotice: () => Notice;
}

/** Sends a step of an episode to every channel that is to receive it: those of matching routes, and those that know of it. */
export function notifyStep(draft: Draft, wallet: Readonly<Wallet>, episode: Readonly<Episode>, step: Step): void {
  const routing = routingOf(draft, wallet.accountId);
  if (!routing) return;
  const subject = subjectOf(wallet);
  const root = rootOf(draft, episode);
  const sent = sentOf(root);
  const { state } = step;
  const carrying = state === "ok" ? [] : matching(routing.routes, LEVEL_OF_STATE[state], subject);
  const receivers = receiversOf(routing, carrying, sent, step);
  if (receivers.size === 0) return;
  const notice = step.makeNotice();
  root.serial += 1;
  const blocked = state === "blocked";
  const silence = silenceOf(routing.silences, subject, blocked, draft.now);
  together(receivers, ([channelId, route]) => {
    const channel = routing.channels.get(channelId);
    if (!channel) return;
    const entry: Sent = sent[channelId] ?? { state: "ok", route: route.id, direct: 0 };
    sent[channelId] = entry;
    // A repetition addresses its receivers as if they knew nothing.
    const known = step.how === "again" ? "ok" : entry.state;
    if (silence && state !== "ok") {
      send(draft, channel, [notice], { routeId: route.id, skip: "silenced" });
      return;
    }
    const heldUntil = holdOf(scheduleOf(route), silence, draft.now);
    const waitMs = groupWaitMs(route);
    const urgent = isUrgent(state) && SEVERITY[state] > SEVERITY[known];
    const repeated = isUrgent(state) && notice.kind !== "alert" && notice.kind !== "recovery";
    const direct = heldUntil === null && (urgent || repeated || waitMs === 0);
    const { serial } = root;
    const place = { accountId: wallet.accountId, endpointId: channelId, routeId: route.id };
    const queued =
      !direct && queueNotice(draft, { ...place, heldUntil, waitMs, serial, providerId: wallet.providerId, notice });
    if (queued) {
      if (state === "ok") root.recoveriesWaiting += 1;
      if (step.how === "again") sent[channelId] = { ...entry, again: true };
    } else {
      // A channel that knows the state already receives nothing but repetitions; of what was silenced it knows nothing.
      if (known !== state || (notice.kind !== "alert" && notice.kind !== "recovery")) {
        const own = notice.kind === "alert" ? { ...notice, previous_state: known } : notice;
        send(draft, channel, [own], { routeId: route.id });
      }
      sent[channelId] = { state, route: entry.route, direct: root.serial };
    }
  });
  root.receivers = JSON.stringify(sent);
  startEscalations(draft, carrying, episode, step);
}

/** The channels of a step, each by the first of its routes. */
function receiversOf(
  routing: Routing,
  carrying: readonly Readonly<Route>[],
  sent: Readonly<Record<string, Sent>>,
  { previous, state }: Step,
): Map<string, Readonly<Carrier>> {
  const receivers = new Map<string, Readonly<Carrier>>(byChannel(carrying));
  if (SEVERITY[state] >= SEVERITY[previous]) return receivers;
  for (const [id, { route: routeId }] of Object.entries(sent)) {
    const route = routing.routes.find((candidate) => candidate.id === routeId);
    if (route?.recoveries === false || receivers.has(id)) continue;
    // What a route has sent before it was deleted gets its end: an incident would stay open for ever.
    receivers.set(id, route ?? { id: routeId, schedule: null, groupWaitSeconds: null });
  }
  return receivers;
}

/** The routes' channels, each with the first of its routes. */
function byChannel(routes: readonly Readonly<Route>[]): Map<string, Readonly<Route>> {
  const receivers = new Map<string, Readonly<Route>>();
  for (const route of routes) {
    for (const id of channelIdsOf(route)) if (!receivers.has(id)) receivers.set(id, route);
  }
  return receivers;
}

/** Starts the clock of every matching route's escalation, once for each episode. */
function startEscalations(
  draft: Draft,
  carrying: readonly Readonly<Route>[],
  episode: Readonly<Episode>,
  { how }: Step,
): void {
  together(carrying, (route) => {
    const escalation = escalationOf(route);
    if (!escalation) return;
    if (how !== "opens" && draft.get("escalationTimers", episode.accountId, episode.id, route.id)) return;
    draft.insert("escalationTimers", {
      accountId: episode.accountId,
      episodeId: episode.id,
      routeId: route.id,
      dueAt: draft.now + escalation.after_minutes * MINUTE_MS,
    });
  });
}

/** Sends a notice at once to exactly these channels, whatever they know; a silence keeps it unsent. */
export function notifyDirectly(
  draft: Draft,
  wallet: Readonly<Wallet>,
  episode: Readonly<Episode>,
  { notice, channelIds, routeId }: Directly,
): void {
  const routing = routingOf(draft, wallet.accountId);
  if (!routing) return;
  const root = rootOf(draft, episode);
  const sent = sentOf(root);
  root.serial += 1;
  const silence = silenceOf(routing.silences, subjectOf(wallet), episode.state === "blocked", draft.now);
  for (const id of new Set(channelIds)) {
    const channel = routing.channels.get(id);
    if (!channel) continue;
    const route = routeId ?? sent[id]?.route ?? "";
    send(draft, channel, [notice], { routeId: route === "" ? null : route, skip: silence ? "silenced" : null });
    if (silence || notice.kind === "acknowledged" || notice.kind === "unacknowledged") continue;
    sent[id] = { state: episode.state, route, direct: root.serial };
  }
  root.receivers = JSON.stringify(sent);
}

export interface Directly {
  readonly notice: Notice;
  readonly channelIds: readonly string[];
  readonly routeId: string | null;
}

/**
 * Sends something of the operation to the channels of every route that carries it. During a silence, what has an end
 * waits for the silence's, and is not sent if it is over by then.
 */
export function notifyOperation(
  draft: Draft,
  accountId: number,
  on: RouteEvent,
  subject: Subject,
  makeNotice: () => Notice,
): void {
  const routing = routingOf(draft, accountId);
  if (!routing) return;
  const silence = silenceOf(routing.silences, subject, false, draft.now);
  const receivers = byChannel(matching(routing.routes, on, subject));
  if (receivers.size === 0) return;
  const notice = makeNotice();
  const isRecovery = notice.kind === "recovery";
  together(receivers, ([id, route]) => {
    const channel = routing.channels.get(id);
    if (!channel || (isRecovery && !route.recoveries)) return;
    if (silence && !isRecovery) send(draft, channel, [notice], { routeId: route.id, skip: "silenced" });
    if (silence && !RECOVERING.has(on)) return;
    const heldUntil = holdOf(scheduleOf(route), silence, draft.now);
    const waitMs = groupWaitMs(route);
    const place = { accountId, endpointId: id, routeId: route.id };
    const waits = heldUntil !== null || waitMs > 0;
    const queued =
      waits && queueNotice(draft, { ...place, heldUntil, waitMs, serial: 0, providerId: subject.providerId, notice });
    if (!queued) send(draft, channel, [notice], { routeId: route.id });
  });
}
