import type { Provider } from "../model/provider.ts";
import type { Wallet } from "../model/wallet.ts";
import { assumedClock, type ClockInterval } from "./clock.ts";

/** The time in which a snapshot was true, by the provider's clock, widened by all that is uncertain about it. */
export interface SnapshotWindow {
  readonly from: number;
  readonly to: number;
  /** By our clock: what the provider dates `from` or later cannot have been posted before. */
  readonly since: number;
}

/** Providers date events by whole seconds, cut off: an event may be this much later than it says. */
const TIME_PRECISION_MS = 1_000;

/** `window` by our clock: from the request sent to the answer received. */
export function snapshotWindow(
  window: { readonly from: number; readonly to: number },
  clock: ClockInterval,
): SnapshotWindow {
  return {
    from: window.from + clock.low - TIME_PRECISION_MS,
    to: window.to + clock.high,
    since: window.from - (clock.high - clock.low) - TIME_PRECISION_MS,
  };
}

/** Where an event lies with respect to a wallet's last snapshot. */
export type Placement = "inside" | "ambiguous" | "after";

/** `occurredAt` by the provider's clock. Without a snapshot every event is news. */
export function placement(
  { snapshotFrom, snapshotTo }: Pick<Wallet, "snapshotFrom" | "snapshotTo">,
  occurredAt: number,
): Placement {
  if (snapshotFrom === null || snapshotTo === null || occurredAt > snapshotTo) return "after";
  return occurredAt < snapshotFrom ? "inside" : "ambiguous";
}

/** For the clocks to drift apart a little between two readings. */
const MARGIN_MS = 100;

/**
 * From when on, by our clock, a new reading settles whatever could not be placed with respect to the last one: its window begins after the last one's
 * end. A reading that is sooner may leave the same events open.
 */
export function settlesFrom({
  lastSyncAt,
  clockLow,
  clockHigh,
}: Pick<Provider, "lastSyncAt" | "clockLow" | "clockHigh">): number {
  if (lastSyncAt === null) return 0;
  const clock = assumedClock(clockLow === null || clockHigh === null ? null : { low: clockLow, high: clockHigh });
  return lastSyncAt + (clock.high - clock.low) + TIME_PRECISION_MS + MARGIN_MS;
}
