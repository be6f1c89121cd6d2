import { row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Escalation, Route, RouteEvent, Schedule, WalletFilter } from "../model/route.ts";
import { flushSoon } from "./flush-soon.ts";
import { keyRefusal, type Keyed } from "../naming/key.ts";
import { accepted, rejected, type Outcome, type Violation } from "../outcome.ts";
import { isTimezone } from "../time/calendar.ts";
import { channelIdsOf, channelsOf, escalationOf } from "./match.ts";

/** @limit Channels: routes of an account. */
const MAX_ROUTES = 100;

interface RouteFields extends Keyed {
  readonly name: string;
  readonly events: readonly RouteEvent[];
  readonly filter: WalletFilter | null;
  readonly channelIds: readonly string[];
  readonly recoveries: boolean;
  readonly groupWaitSeconds: number | null;
  readonly escalate: Escalation | null;
  readonly schedule: Schedule | null;
  readonly enabled: boolean;
}

/** Seed 000's three tiers, with which an account starts. Without a channel they send nothing. */
const DEFAULT_ROUTES: readonly { readonly id: string; readonly name: string; readonly on: readonly RouteEvent[] }[] = [
  { id: "route_operations", name: "Operations", on: ["warning", "stale", "provider_failing", "topup_overdue"] },
  { id: "route_page", name: "Page", on: ["critical"] },
  { id: "route_on_call", name: "On-call", on: ["block"] },
];

export function defaultRoutes(accountId: number, now: number): Route[] {
  return DEFAULT_ROUTES.map(({ id, name, on }) => ({
    accountId,
    id,
    key: null,
    name,
    events: JSON.stringify(on),
    filter: null,
    channelIds: "[]",
    recoveries: true,
    groupWaitSeconds: null,
    escalate: null,
    schedule: null,
    enabled: true,
    createdAt: now,
    updatedAt: now,
  }));
}

export interface CreateRoute {
  readonly type: "create_route";
  readonly accountId: number;
  readonly fields: RouteFields;
}

type RouteOutcome = Outcome<{ readonly route: Route }>;

/** Guards in order: invalid (a channel that is not there, a time zone), too_many. */
export const createRoute: Handler<CreateRoute, { readonly route: Route }> = {
  lookups: ({ accountId }) => [rows("routes", "account", accountId)],
  apply: (draft, { accountId, fields }): RouteOutcome => {
    const problems = problemsOf(draft, accountId, fields);
    if (problems.length > 0) return rejected("invalid", problems);
    const routes = draft.find("routes", "account", accountId);
    if (routes.length >= MAX_ROUTES) {
      return rejected("too_many", [{ field: "name", message: `an account has at most ${MAX_ROUTES} routes` }]);
    }
    const refusal = keyRefusal(fields.key, null, routes);
    if (refusal) return refusal;
    const key = fields.key ?? null;
    const stamps = { createdAt: draft.now, updatedAt: draft.now };
    const route = draft.insert("routes", { accountId, id: draft.newId("route"), ...stored(fields), key, ...stamps });
    return accepted({ route });
  },
};

export interface UpdateRoute {
  readonly type: "update_route";
  readonly accountId: number;
  readonly routeId: string;
  readonly patch: { readonly [K in keyof RouteFields]?: RouteFields[K] | undefined };
}

/** Guards in order: route_not_found, invalid. */
export const updateRoute: Handler<UpdateRoute, { readonly route: Route }> = {
  lookups: ({ accountId, routeId, patch }) => [
    row("routes", accountId, routeId),
    ...(patch.key === undefined ? [] : [rows("routes", "account", accountId)]),
    ...(patch.schedule === undefined ? [] : [rows("noticeGroups", "account", accountId)]),
  ],
  apply: (draft, { accountId, routeId, patch }): RouteOutcome => {
    const found = draft.get("routes", accountId, routeId);
    if (!found) return rejected("route_not_found");
    const problems = problemsOf(draft, accountId, patch);
    if (problems.length > 0) return rejected("invalid", problems);
    const refusal =
      patch.key === undefined ? null : keyRefusal(patch.key, routeId, draft.find("routes", "account", accountId));
    if (refusal) return refusal;
    const route = draft.edit("routes", found);
    const changed = stored(patch);
    for (const [name, value] of Object.entries(changed)) {
      if (value !== undefined) (route as unknown as Record<string, unknown>)[name] = value;
    }
    route.updatedAt = draft.now;
    if (patch.schedule !== undefined) flushSoon(draft, accountId);
    return accepted({ route });
  },
};

export interface DeleteRoute {
  readonly type: "delete_route";
  readonly accountId: number;
  readonly routeId: string;
}

/** What its schedule holds is held no longer. Channels that know of an episode by it still receive the episode's end. */
export const deleteRoute: Handler<DeleteRoute, null> = {
  lookups: ({ accountId, routeId }) => [row("routes", accountId, routeId), rows("noticeGroups", "account", accountId)],
  apply: (draft, { accountId, routeId }): Outcome<null> => {
    const route = draft.get("routes", accountId, routeId);
    if (!route) return rejected("route_not_found");
    draft.remove("routes", route);
    flushSoon(draft, accountId);
    return accepted(null);
  },
};

function problemsOf(draft: Draft, accountId: number, fields: UpdateRoute["patch"]): Violation[] {
  const channels = channelsOf(draft, accountId);
  const problems: Violation[] = [];
  const check = (field: string, ids: readonly string[]): void => {
    for (const [index, id] of ids.entries()) {
      if (!channels.has(id)) {
        problems.push({
          field: `${field}.${index}`,
          message: `${field}.${index} must be the id of a channel (chan_…)`,
        });
      }
    }
  };
  check("channel_ids", fields.channelIds ?? []);
  check("escalate.channel_ids", fields.escalate?.channel_ids ?? []);
  if (fields.schedule && !isTimezone(fields.schedule.timezone)) {
    problems.push({ field: "schedule.timezone", message: "schedule.timezone must be an IANA time zone" });
  }
  return problems;
}

function stored<F extends UpdateRoute["patch"]>(fields: F) {
  const json = (value: unknown): string | null | undefined =>
    value === undefined ? undefined : value === null ? null : JSON.stringify(value);
  const { events, filter, channelIds, escalate, schedule, ...plain } = fields;
  return {
    ...plain,
    events: json(events),
    filter: json(filter),
    channelIds: json(channelIds),
    escalate: json(escalate),
    schedule: json(schedule),
  } as { readonly [K in keyof RouteFields]: Route[K] };
}

/** Takes a channel that is deleted out of every route. */
export function forgetChannel(draft: Draft, accountId: number, channelId: string): void {
  for (const found of draft.find("routes", "account", accountId)) {
    const escalation = escalationOf(found);
    const escalates = escalation?.channel_ids.includes(channelId) ?? false;
    if (!channelIdsOf(found).includes(channelId) && !escalates) continue;
    const route = draft.edit("routes", found);
    route.channelIds = JSON.stringify(channelIdsOf(found).filter((id) => id !== channelId));
    if (escalation && escalates) {
      const left = escalation.channel_ids.filter((id) => id !== channelId);
      route.escalate = left.length === 0 ? null : JSON.stringify({ ...escalation, channel_ids: left });
    }
    route.updatedAt = draft.now;
  }
}
