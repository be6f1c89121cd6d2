import type { Episode, Notification, Topup } from "@plimsoll/client";

type Step = Episode["steps"][number];

/** What happened in an episode, with what was sent because of it. */
export type Entry =
  | { readonly kind: "step"; readonly at: string; readonly step: Step; readonly sent: readonly Notification[] }
  | {
      readonly kind: "sent";
      readonly at: string;
      /** Of the messages: a reminder, an escalation, an acknowledgement that was passed on. */
      readonly why: string;
      readonly sent: readonly Notification[];
    }
  | { readonly kind: "acknowledged"; readonly at: string; readonly by: string; readonly note: string | null }
  | { readonly kind: "topup"; readonly at: string; readonly topup: Topup };

/** Messages that follow from a change of state; others stand for themselves. */
const OF_STEPS: ReadonlySet<string> = new Set(["alert", "recovery", "group"]);

/** Everything of an episode, newest first. A message belongs to the last change of state before it. */
export function timelineOf(
  { steps, notifications, acknowledged, opened_at: opened, closed_at: closed }: Episode,
  topups: readonly Topup[],
): readonly Entry[] {
  const sentBy = new Map<Step, Notification[]>();
  const alone = new Map<string, Notification[]>();
  for (const notification of notifications) {
    const step = OF_STEPS.has(notification.kind)
      ? steps.findLast(({ at }) => timeOf(at) <= timeOf(notification.created_at))
      : undefined;
    if (step !== undefined) push(sentBy, step, notification);
    // What one act sends to several channels is one entry.
    else push(alone, `${notification.kind} ${notification.created_at}`, notification);
  }
  const entries: Entry[] = [
    ...steps.map((step) => ({ kind: "step" as const, at: step.at, step, sent: sentBy.get(step) ?? [] })),
    ...[...alone.values()].flatMap((sent) =>
      sent[0] === undefined ? [] : [{ kind: "sent" as const, at: sent[0].created_at, why: sent[0].kind, sent }],
    ),
    ...(acknowledged === null
      ? []
      : [{ kind: "acknowledged" as const, at: acknowledged.at, by: acknowledged.by, note: acknowledged.note }]),
    ...topups
      .filter(({ created_at: at }) => timeOf(at) >= timeOf(opened) && (closed === null || timeOf(at) <= timeOf(closed)))
      .map((topup) => ({ kind: "topup" as const, at: topup.created_at, topup })),
  ];
  const rank = { step: 0, topup: 1, sent: 2, acknowledged: 3 };
  // Steps of one moment stay in their order.
  return entries
    .map((entry, index) => ({ entry, index }))
    .toSorted(
      (a, b) => timeOf(b.entry.at) - timeOf(a.entry.at) || rank[b.entry.kind] - rank[a.entry.kind] || b.index - a.index,
    )
    .map(({ entry }) => entry);
}

function timeOf(at: string): number {
  return new Date(at).getTime();
}

function push<Key>(map: Map<Key, Notification[]>, key: Key, notification: Notification): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [notification]);
  else found.push(notification);
}
