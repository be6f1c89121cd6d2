import type { PreviewReason } from "@plimsoll/contract";
import type { Route, RouteEvent, Silence } from "../model/route.ts";
import { channelIdsOf, escalationOf, groupWaitMs, matching, scheduleOf, silenceOf, type Subject } from "./match.ts";
import { opensAt } from "./schedule.ts";

/** One channel that would receive a notice. Times are Unix milliseconds; `at` is null for one that is not sent. */
export interface Preview {
  readonly routeId: string;
  readonly channelId: string;
  readonly at: number | null;
  readonly reason: PreviewReason;
}

export interface PreviewInput {
  readonly routes: readonly Readonly<Route>[];
  readonly silences: readonly Readonly<Silence>[];
  readonly on: RouteEvent;
  readonly subject: Subject;
  readonly now: number;
}

/** Who would receive a notice that came now, by which route, and when. */
export function previewRoutes({ routes, silences, on, subject, now }: PreviewInput): Preview[] {
  const found: Preview[] = [];
  const silence = silenceOf(silences, subject, on === "block", now);
  const seen = new Set<string>();
  for (const route of matching(routes, on, subject)) {
    const opens = opensAt(scheduleOf(route), now);
    const urgent = on === "critical" || on === "block";
    const wait = urgent ? 0 : groupWaitMs(route);
    for (const channelId of channelIdsOf(route)) {
      if (seen.has(channelId)) continue;
      seen.add(channelId);
      const entry = { routeId: route.id, channelId };
      if (silence) found.push({ ...entry, at: null, reason: "silenced" });
      else if (opens > now) found.push({ ...entry, at: opens, reason: "scheduled" });
      else found.push({ ...entry, at: now + wait, reason: wait > 0 ? "grouped" : "at_once" });
    }
    const escalation = escalationOf(route);
    for (const channelId of escalation?.channel_ids ?? []) {
      const at = silence ? null : now + (escalation?.after_minutes ?? 0) * 60_000;
      found.push({ routeId: route.id, channelId, at, reason: "escalation" });
    }
  }
  return found;
}
