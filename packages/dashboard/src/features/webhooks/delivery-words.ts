import type { WebhookEndpoint } from "@plimsoll/client";
import { numberText } from "../../words/count.ts";
import { lengthText } from "../../words/times.ts";

export type Recent = NonNullable<WebhookEndpoint["recent"]>;

export const DELIVERY_TAGS = {
  delivered: "tag good",
  failed: "tag bad",
  pending: "tag wait",
  skipped: "tag",
} as const;

export const DELIVERY_WORDS = {
  delivered: "Delivered",
  failed: "Failed",
  pending: "Retrying",
  skipped: "Skipped",
} as const;

/** When a delivery is tried next: "next attempt in 14 s", "next attempt now". */
export function nextAttemptText(at: number, now: number): string {
  const left = Math.ceil((at - now) / 1_000) * 1_000;
  return left <= 0 ? "next attempt now" : `next attempt in ${lengthText(left)}`;
}

/** "10,000 ms": how long an attempt took. */
export function latencyText({ latency_ms: ms }: { readonly latency_ms: number }): string {
  return `${numberText(Math.round(ms))} ms`;
}

/** How many of the deliveries have come to an end by being sent: what the share is of. */
export function endedOf({ delivered, failed }: Recent): number {
  return delivered + failed;
}

/** "97 %" of them was delivered: rounded, but neither up to all nor down to none. "–" when none has ended. */
export function shareText(recent: Recent): string {
  const { delivered, failed } = recent;
  if (endedOf(recent) === 0) return "–";
  if (failed === 0) return "100 %";
  const percent = Math.round((100 * delivered) / endedOf(recent));
  if (percent === 100) return "> 99 %";
  return percent === 0 && delivered > 0 ? "< 1 %" : `${percent} %`;
}

/** "33 of 34 in 24 h", "950 of 998, of the newest 1,000". */
export function shareOfText(recent: Recent): string {
  if (endedOf(recent) === 0) return `none delivered or failed ${countedText(recent)}`;
  const comma = recent.complete ? "" : ",";
  return `${numberText(recent.delivered)} of ${numberText(endedOf(recent))}${comma} ${countedText(recent)}`;
}

/** Which deliveries are counted. */
export function countedText({ complete, total }: Recent): string {
  return complete ? "in 24 h" : `of the newest ${numberText(total)}`;
}

/** @nolimit Days without a good answer after which the server disables an endpoint. */
const FAILURE_DAYS = 5;
/** @nolimit One day. */
const DAY_MS = 86_400_000;

/** "Failing for 2 of 5 days". Before the first day has passed, how long in hours or minutes. */
export function failingText(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  return `Failing for ${days === 0 ? lengthText(ms) : days} of ${FAILURE_DAYS} days`;
}
