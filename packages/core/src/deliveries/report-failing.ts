import type { Draft } from "../draft.ts";
import type { Endpoint, Verdict } from "../model/endpoint.ts";
import { routingOf } from "../notifications/notify.ts";
import { operationNotice } from "../notifications/operation-notice.ts";
import { send } from "../notifications/send.ts";
import { channelIdsOf, escalationOf } from "../routes/match.ts";

/** @limit Channels: attempts of one message that fail before it is reported to the other channels of its routes. */
const FAILURES_REPORTED = 3;
/** The share that `warned` has once the others know. */
const REPORTED = 100;

/** Reports a failing channel to the other channels of its routes, once until it works again. */
export function reportFailing(
  draft: Draft,
  channel: Endpoint,
  failures: number,
  {
    verdict,
    error,
    status,
  }: { readonly verdict: Verdict; readonly error: string | null; readonly status: number | null },
): void {
  if (channel.warned === REPORTED || (verdict === "retry" && failures < FAILURES_REPORTED)) return;
  const routing = routingOf(draft, channel.accountId);
  if (!routing) return;
  channel.warned = REPORTED;
  const others = new Set<string>();
  for (const route of routing.routes) {
    const all = [...channelIdsOf(route), ...(escalationOf(route)?.channel_ids ?? [])];
    if (!route.enabled || !all.includes(channel.id)) continue;
    for (const id of all) if (id !== channel.id) others.add(id);
  }
  for (const id of others) {
    const other = routing.channels.get(id);
    if (!other || other.status !== "enabled") continue;
    const notice = operationNotice(draft, {
      level: "channel_failing",
      resource: channel.id,
      summary: `The channel ${channel.name ?? channel.id} (${channel.kind}) does not take its messages`,
      detail: error ?? `It answered ${status ?? "nothing"}.`,
    });
    send(draft, other, [notice], { routeId: null });
  }
}
