import type { Screen } from "../terminal/screen.ts";
import { line } from "../terminal/table.ts";
import { TYPE_COLUMNS } from "./event-line.ts";

/** One attempt to deliver an event. */
export interface DeliveryAttempt {
  readonly at: string;
  readonly event_id: string;
  readonly type: string;
  readonly position: number | null;
  /** From 1. */
  readonly attempt: number;
  /** The HTTP status; null without a response. */
  readonly status: number | null;
  /** What went wrong without a response; null with one. */
  readonly error: string | null;
  readonly latency_ms: number;
  readonly outcome: "delivered" | "retried" | "failed";
  /** Until the next attempt; null when there is none. */
  readonly retry_in_ms: number | null;
}

/** "10:46:05  wallet.debited  200  12 ms  evt_…" on one line. */
export function deliveryLine(attempt: DeliveryAttempt, screen: Screen): string {
  const { at, event_id: id, type, status, error, latency_ms: latency, outcome, retry_in_ms: again } = attempt;
  const parts = [
    at.slice(11, 19),
    type.padEnd(TYPE_COLUMNS),
    status === null ? (error ?? "no response") : String(status),
  ];
  if (status !== null) parts.push(`${latency} ms`);
  if (again !== null) parts.push(`attempt ${attempt.attempt}, again in ${(again / 1_000).toFixed(1)} s`);
  if (outcome === "failed")
    parts.push(`failed after ${attempt.attempt} ${attempt.attempt === 1 ? "attempt" : "attempts"}`);
  parts.push(id);
  const style = outcome === "delivered" ? "green" : outcome === "retried" ? "yellow" : "red";
  return line(parts.join("  "), screen, style);
}
