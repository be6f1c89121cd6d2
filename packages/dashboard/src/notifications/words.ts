import type { Notification } from "@plimsoll/client";

/** @nolimit One second. */
const SECOND_MS = 1_000;

/** What is known of one message that went out, or did not. */
export interface Sent {
  readonly status: Notification["status"];
  readonly attempt_count: number;
  readonly created_at: string;
  readonly completed_at: string | null;
  readonly skip_reason?: Notification["skip_reason"];
}

export const STATUS_WORDS: Readonly<Record<Sent["status"], string>> = {
  pending: "Waiting",
  delivered: "Delivered",
  failed: "Failed",
  skipped: "Not sent",
};

export const STATUS_TAGS: Readonly<Record<Sent["status"], string>> = {
  pending: "tag wait",
  delivered: "tag good",
  failed: "tag bad",
  skipped: "tag",
};

const SKIPPED: Readonly<Record<NonNullable<Notification["skip_reason"]>, string>> = {
  silenced: "silenced",
  channel_disabled: "paused",
  superseded: "overtaken",
};

export const KIND_WORDS: Readonly<Record<string, string>> = {
  alert: "Alert",
  recovery: "Recovery",
  reminder: "Reminder",
  escalation: "Escalation",
  acknowledged: "Acknowledgement",
  unacknowledged: "Acknowledgement taken back",
  operation: "Operation",
  digest: "Digest",
  group: "Several wallets",
  test: "Test",
};

/** How a message fared, after its receiver's name: "212 ms", "retried, then 1.2 s", "failed", "silenced". */
export function outcomeText({
  status,
  attempt_count: attempts,
  created_at: made,
  completed_at: done,
  skip_reason: skip,
}: Sent): string {
  if (status === "pending") return attempts === 0 ? "waiting" : "retrying";
  if (status === "failed") return attempts > 1 ? `failed after ${attempts} attempts` : "failed";
  if (status === "skipped") return `not sent: ${SKIPPED[skip ?? "channel_disabled"]}`;
  const took = done === null ? "" : tookText(new Date(done).getTime() - new Date(made).getTime());
  return attempts > 1 ? `retried, then ${took}` : took;
}

export function outcomeTag({ status, attempt_count: attempts }: Sent): string {
  return status === "delivered" && attempts > 1 ? "tag wait" : STATUS_TAGS[status];
}

/** "212 ms", "1.2 s", "3 min". */
export function tookText(ms: number): string {
  if (ms < SECOND_MS) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60 * SECOND_MS) return `${(ms / SECOND_MS).toFixed(1)} s`;
  return `${Math.round(ms / (60 * SECOND_MS))} min`;
}
