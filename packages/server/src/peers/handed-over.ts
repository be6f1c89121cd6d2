import type { Command } from "@plimsoll/core";

/**
 * Commands that many requests make at once, and that change no column for which processes cache rows: a process answers
 * for those it has changed itself before its caller has the outcome.
 */
const HANDED_OVER: ReadonlySet<Command["type"]> = new Set([
  "post_transaction",
  "place_hold",
  "capture_hold",
  "release_hold",
  "place_order",
  "deliver_order",
  "end_order",
  "make_transfer",
  "provider_event",
  "gateway_event",
  "reverse_authorization",
  "record_attempts",
  "fan_out",
]);

/** Whether the command is carried out by its account's home; all others stay where they are submitted. */
export function isHandedOver({ type }: Command): boolean {
  return HANDED_OVER.has(type);
}
