import type { Drift, Provider } from "@plimsoll/client";
import { counted } from "../../words/count.ts";

export const MODES = {
  webhook: "Webhooks and polling",
  campaign: "Campaign",
  polling: "Polling leads",
} as const satisfies Record<Provider["mode"], string>;

/** Why it is in its mode, in one sentence. */
export const MODE_REASONS = {
  webhook: "Webhooks report movements, and polls check them.",
  campaign: "A campaign is on, so it is read often.",
  polling: "No webhook reports its movements, so polls find them.",
} as const satisfies Record<Provider["mode"], string>;

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
