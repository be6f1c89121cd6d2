import { numberText } from "../../words/count.ts";

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

/** "10,000 ms": how long an attempt took. */
export function latencyText({ latency_ms: ms }: { readonly latency_ms: number }): string {
  return `${numberText(Math.round(ms))} ms`;
}
