import type { Wallet } from "../model/wallet.ts";
import type { ClockInterval } from "./clock.ts";

/** The time in which a balance was read, by the provider's clock, widened by all that is uncertain about that clock. */
export interface SnapshotWindow {
  readonly from: number;
  readonly to: number;
  /** The provider's clock is at most this much ahead of ours. */
  readonly ahead: number;
}

/** `window` by our clock: from the request sent to the answer received. */
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

/** A date by whole seconds was cut off: what it dates may have happened up to this much later. */
const WHOLE_SECOND_MS = 999;
/** How far ahead of everything known an event's date may be before it is no date at all. */
const FUTURE_MS = 1_000;

/** Where a date lies: before the window, after it, or so near that it does not say. */
export type Placement = "before" | "near" | "after";

/**
 * `occurredAt` by the provider's clock, `receivedAt` by ours. What is dated later than it was received is dated by a clock that has been set, or by
 * none; such a date says nothing.
 */
export function placement(window: SnapshotWindow, occurredAt: number, receivedAt: number): Placement {
  if (occurredAt > receivedAt + window.ahead + FUTURE_MS) return "near";
  if (occurredAt > window.to) return "after";
  return occurredAt + dateSlack(occurredAt) < window.from ? "before" : "near";
}

function dateSlack(date: number): number {
  return date % 1_000 === 0 ? WHOLE_SECOND_MS : 0;
}
