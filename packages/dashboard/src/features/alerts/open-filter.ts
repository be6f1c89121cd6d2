import type { OpenAlert } from "@plimsoll/client";
import type { AlertState } from "@plimsoll/core";

/** Which open alerts are shown, as the URL says it. */
export interface OpenFilter {
  readonly q?: string | undefined;
  readonly state?: string | undefined;
  readonly ack?: string | undefined;
  readonly feature?: string | undefined;
}

const NONE: ReadonlySet<string> = new Set();
const SEVERITY: Readonly<Record<AlertState, number>> = { ok: 0, info: 1, warning: 2, in_alarm: 3, blocked: 4 };

/** Those that match, or do not where that is wanted; the most severe first, of one state the one that ends first. */
export function filtered(
  alerts: readonly OpenAlert[],
  { q = "", state, ack, feature }: OpenFilter,
  negated: ReadonlySet<string> = NONE,
): readonly OpenAlert[] {
  const is = (member: string, holds: boolean) => holds !== negated.has(member);
  const text = q.trim().toLowerCase();
  return alerts
    .filter(
      (alert) =>
        alert.wallet_name.toLowerCase().includes(text) &&
        (state === undefined || is("state", alert.state === state)) &&
        (ack === undefined || alert.acknowledged === null) &&
        (feature === undefined || is("feature", alert.owner.type === "feature" && alert.owner.id === feature)),
    )
    .toSorted((a, b) => SEVERITY[b.state] - SEVERITY[a.state] || hoursOf(a) - hoursOf(b) || a.wallet_id - b.wallet_id);
}

function hoursOf({ runway_hours: hours }: OpenAlert): number {
  return hours ?? Number.MAX_SAFE_INTEGER;
}

export function countsOf(alerts: readonly OpenAlert[]) {
  const states: Record<AlertState, number> = { ok: 0, info: 0, warning: 0, in_alarm: 0, blocked: 0 };
  for (const { state } of alerts) states[state] += 1;
  return {
    states,
    unacknowledged: alerts.filter(({ acknowledged }) => acknowledged === null).length,
    features: [...new Set(alerts.flatMap(({ owner }) => (owner.type === "feature" ? [owner.id] : [])))],
  };
}
