import type { AttentionRow } from "@plimsoll/client";
import { isolated } from "../../words/isolated.ts";

type Step = AttentionRow["steps"][number];
export type Told = AttentionRow["notifications"][number];
type Topup = AttentionRow["topups"][number];

/** One thing that was done about a wallet in danger. */
export type Line =
  | { readonly kind: "acknowledged"; readonly at: string }
  | { readonly kind: "topup"; readonly at: string; readonly topup: Topup }
  | { readonly kind: "step"; readonly at: string; readonly step: Step; readonly told: readonly Told[] }
  | { readonly kind: "told"; readonly at: string; readonly told: readonly [Told, ...Told[]] };

/** Messages that follow from a change of state; others stand for themselves. */
const OF_STEPS: ReadonlySet<string> = new Set(["alert", "recovery", "group"]);
const STATE_OF: Readonly<Record<string, Step["state"]>> = {
  block: "blocked",
  critical: "in_alarm",
  warning: "warning",
  info: "info",
  ok: "ok",
};

/** What was done about a wallet in danger, the newest first: the messages of a change of state stand with it. */
export function doneLines({ acknowledged, topups, steps, notifications }: AttentionRow): readonly Line[] {
  const toldOf = new Map<Step, Told[]>();
  const alone = new Map<string, [Told, ...Told[]]>();
  for (const one of notifications) {
    const step = OF_STEPS.has(one.kind)
      ? steps.find(({ state, created_at: at }) => state === STATE_OF[one.level] && timeOf(at) <= timeOf(one.at))
      : undefined;
    if (step !== undefined) {
      toldOf.set(step, [one, ...(toldOf.get(step) ?? [])]);
      continue;
    }
    // What one act sends to several channels is one line.
    const act = `${one.kind} ${one.level} ${one.at}`;
    const found = alone.get(act);
    if (found === undefined) alone.set(act, [one]);
    else found.unshift(one);
  }
  const lines: readonly Line[] = [
    ...(acknowledged === null ? [] : [{ kind: "acknowledged" as const, at: acknowledged.at }]),
    ...[...alone.values()].map((sent) => ({ kind: "told" as const, at: sent[0].at, told: sent })),
    ...topups.map((topup) => ({ kind: "topup" as const, at: topup.created_at, topup })),
    ...steps.map((step) => ({ kind: "step" as const, at: step.created_at, step, told: toldOf.get(step) ?? [] })),
  ];
  return lines.toSorted((a, b) => timeOf(b.at) - timeOf(a.at));
}

/** The names of those to whom messages went, by what became of these. */
export function namesByOutcome(
  told: readonly Told[],
): readonly { readonly status: Told["status"]; readonly names: string }[] {
  return (["delivered", "pending", "failed", "skipped"] as const).flatMap((status) => {
    const names = [...new Set(told.filter((one) => one.status === status).map(({ channel }) => channel))];
    return names.length === 0 ? [] : [{ status, names: listed(names.map(isolated)) }];
  });
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function timeOf(at: string): number {
  return Date.parse(at);
}
