import type { Wallet } from "../model/wallet.ts";
import type { ClockInterval } from "./clock.ts";

/** The time in which a balance was read, by the provider's clock, widened by all uncertainty about that clock. */
export interface SnapshotWindow {
  readonly from: number;
  readonly to: number;
  /** The provider's clock is at most this much ahead of ours. */
  readonly ahead: number;
}

/** `window` by our clock: from the request to the whole response. */
export function snapshotWindow(
  window: { readonly from: number; readonly to: number },
  clock: ClockInterval,
): SnapshotWindow {
  return { from: window.from + clock.low, to: window.to + clock.high, ahead: clock.high };
}

/** The window of a wallet's last snapshot; null before the first. */
export function lastWindow({
  snapshotFrom,
  snapshotTo,
  syncedAt,
}: Pick<Wallet, "snapshotFrom" | "snapshotTo" | "syncedAt">): SnapshotWindow | null {
  if (snapshotFrom === null || snapshotTo === null) return null;
  return { from: snapshotFrom, to: snapshotTo, ahead: snapshotTo - (syncedAt ?? snapshotTo) };
}

/** @nolimit What a date in whole seconds, rounded down, may have lost. */
const WHOLE_SECOND_MS = 999;
/** @limit Polling: time by which an event may be dated after its receipt before its date is ignored. */
const FUTURE_MS = 1_000;

/** The place of a date: before the window, after it, or too near to decide. */
export type Placement = "before" | "near" | "after";

/**
 * `occurredAt` by the provider's clock, `receivedAt` by ours. A date later than the receipt comes from a clock that was
 * set, or from none, and is ignored.
 */
export function placement(window: SnapshotWindow, occurredAt: number, receivedAt: number): Placement {
  if (occurredAt > receivedAt + window.ahead + FUTURE_MS) return "near";
  if (occurredAt > window.to) return "after";
  return occurredAt + dateSlack(occurredAt) < window.from ? "before" : "near";
}

function dateSlack(date: number): number {
  return date % 1_000 === 0 ? WHOLE_SECOND_MS : 0;
}
