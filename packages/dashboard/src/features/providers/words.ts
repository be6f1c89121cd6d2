import type { Drift, DriftWithSides, Provider } from "@plimsoll/client";
import { boundedText, counted } from "../../words/count.ts";
import { lengthText, sinceText } from "../../words/times.ts";

export const MODES = {
  webhook: "Webhooks and polling",
  campaign: "Campaign",
  polling: "Polling leads",
} as const satisfies Record<Provider["mode"], string>;

/** Why it is in its mode, in one sentence. */
export function modeText({ mode, hooks }: Pick<Provider, "mode" | "hooks">, now: number): string {
  if (mode === "webhook") return "Webhooks report movements, and polls check them.";
  if (mode === "campaign") return "A campaign is on, so it is read often.";
  if (hooks.last_received_at === null) return "No webhook reports its movements, so polls find them.";
  return `No hook for ${lengthText(now - Date.parse(hooks.last_received_at))}, so polls find its movements.`;
}

/** @limit Dashboard: hooks of the last hour that are counted; the server lists no more of one wallet. */
export const HOOKS_COUNTED = 200;
/** @nolimit One hour. */
const HOUR_MS = 3_600_000;

/** "212 hooks in the last hour, none refused". */
export function hourText(received: readonly string[], { hooks }: Pick<Provider, "hooks">, now: number): string {
  const count = received.filter((at) => now - Date.parse(at) < HOUR_MS).length;
  const { last_refused_at: refused } = hooks;
  const noun = count === 1 ? "hook" : "hooks";
  const last = refused === null || now - Date.parse(refused) >= HOUR_MS ? null : lengthText(now - Date.parse(refused));
  return `${boundedText(count, HOOKS_COUNTED)} ${noun} in the last hour, ${last === null ? "none refused" : `one refused ${last} ago`}`;
}

/** "1,204 reads since 12 Nov": how much stands behind what is said of a provider. */
export function readsText({ reads, created_at: since }: Pick<Provider, "reads" | "created_at">, now: number): string {
  return `${counted(reads, "read")} since ${sinceText(Date.parse(since), now)}`;
}

/** "12 hooks refused", and whether any came at all. */
export function hooksText({ hooks, has_webhook_secret: hasSecret }: Provider): string {
  if (hooks.refused_count > 0) return `${counted(hooks.refused_count, "hook")} refused`;
  if (hooks.last_received_at !== null) return "arriving, none refused";
  return hasSecret ? "none yet" : "no secret, all would be refused";
}

/** How far the provider's clock is from ours. */
export function clockOffsetText(offset: number | null): string {
  if (offset === null) return "not known";
  const tenths = Math.round(Math.abs(offset) / 100);
  return `${offset < 0 ? "\u2212" : "+"}${Math.floor(tenths / 10)}.${tenths % 10} s`;
}

export const DRIFT_TAGS = {
  open: ["tag wait", "Open"],
  unexplained: ["tag bad", "Unexplained"],
  explained: ["tag good", "Explained"],
} as const satisfies Record<Drift["status"], readonly [string, string]>;

export type DriftLine = DriftWithSides["lines"][number];

export const MATCH_TAGS = {
  both_sides: ["tag good", "Both sides"],
  backfilled: ["tag", "Backfilled"],
  late_hook: ["tag", "Late event"],
  provider_only: ["tag wait", "Only there"],
  here_only: ["tag wait", "Only here"],
  not_compared: ["tag", "Not compared"],
} as const satisfies Record<DriftLine["match"], readonly [string, string]>;

/** Whether the other side lacks the movement. */
export function isUnmatched({ match }: Pick<DriftLine, "match">): boolean {
  return match === "provider_only" || match === "here_only";
}

/** What a movement is called on either side; a list without references has remarks. */
export function referenceOf({ provider: theirs, transaction: ours }: DriftLine): string | null {
  return theirs?.reference_number ?? ours?.reference_number ?? theirs?.remarks ?? null;
}

/** What the provider's side rests on. */
export function listText({ provider_list: list, complete, status, window }: DriftWithSides): string {
  if (list.status === "read") {
    return complete
      ? "Every transaction of that time is listed."
      : "Not every transaction of that time is listed, because there are too many.";
  }
  if (list.status === "no_list") return "This provider shows no transactions, so only this side is listed.";
  if (list.status === "unavailable") return "Its transactions could not be read so far.";
  if (window.from === null) return "There was no snapshot before it, so there is nothing to compare.";
  return status === "open"
    ? "Its transactions are read within seconds."
    : "Its transactions were not read, because its events explained the difference first.";
}
