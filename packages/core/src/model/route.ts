import type { RouteEvent, Weekday } from "@plimsoll/contract";
import type { AlertState } from "./alert.ts";

export type { RouteEvent, Weekday };

export const LEVEL_OF_STATE: Readonly<Record<Exclude<AlertState, "ok">, RouteEvent>> = {
  info: "info",
  warning: "warning",
  in_alarm: "critical",
  blocked: "block",
};

/** Which wallets something concerns; every list that is given must contain the wallet. */
export interface WalletFilter {
  readonly wallet_ids?: readonly number[] | undefined;
  readonly currencies?: readonly string[] | undefined;
  readonly provider_ids?: readonly string[] | undefined;
  readonly feature_ids?: readonly string[] | undefined;
}

/** When a route is open; `from` and `to` are HH:MM in its time zone, and a `to` before `from` is on the next day. */
export interface Schedule {
  readonly timezone: string;
  readonly days: readonly Weekday[];
  readonly from: string;
  readonly to: string;
}

export interface Escalation {
  readonly after_minutes: number;
  readonly channel_ids: readonly string[];
}

/** Which levels and operational events go to which channels. JSON columns are in wire form. */
export interface Route {
  readonly accountId: number;
  readonly id: string;
  /** Its name in a configuration file, unique among those of its kind that are not deleted. */
  key: string | null;
  name: string;
  /** JSON array of `RouteEvent`. */
  events: string;
  /** JSON `WalletFilter`, or null for every wallet. */
  filter: string | null;
  /** JSON array of channel ids. */
  channelIds: string;
  recoveries: boolean;
  /** Null is the default of the level. */
  groupWaitSeconds: number | null;
  /** JSON `Escalation`, or null. */
  escalate: string | null;
  /** JSON `Schedule`, or null for always. */
  schedule: string | null;
  enabled: boolean;
  readonly createdAt: number;
  updatedAt: number;
}

/** A time in which nothing is sent about some wallets. */
export interface Silence {
  readonly accountId: number;
  readonly id: string;
  /** JSON `WalletFilter`. */
  readonly filter: string;
  readonly startsAt: number;
  /** At the latest, for one that lasts until its wallets have recovered. */
  endsAt: number;
  /** JSON array of the wallets that have not been ok since it began; it ends with the last of them. Null for one with a set end. */
  recovering: string | null;
  readonly reason: string;
  readonly includeBlock: boolean;
  readonly createdBy: string;
  /** `endsAt` until its end has been handled, null from then on. */
  dueAt: number | null;
  /** 1 until its end has been handled, null from then on: those that matter are found by it. */
  openKey: number | null;
  /** The last open episode that its end has handled. */
  cursor: string | null;
  readonly createdAt: number;
}
