import type { AlertChangeReason, AlertReason, AlertState, LevelName, OwnerKind } from "@plimsoll/contract";
import type { Amount } from "../money/amount.ts";

export type { AlertState, OwnerKind };

export const SEVERITY: Readonly<Record<AlertState, number>> = {
  ok: 0,
  info: 1,
  warning: 2,
  in_alarm: 3,
  blocked: 4,
};

/** What has to be acted on at once: such alerts never wait for others. */
export function isUrgent(state: AlertState): boolean {
  return SEVERITY[state] >= SEVERITY.in_alarm;
}

/** The state that each level of alert settings leads to. */
export const STATE_OF = {
  block: "blocked",
  critical: "in_alarm",
  warning: "warning",
  info: "info",
} as const satisfies Record<LevelName, AlertState>;

/** Why a stream changed, or its event was sent again; settings_removed: it closed without an event. */
export type TransitionReason = AlertReason | "settings_removed";

/** The account's settings for wallets without their own; `currency` is a code or "*". */
export interface AlertDefault {
  readonly accountId: number;
  readonly currency: string;
  /** JSON of the alert settings in wire form. */
  alertSettings: string;
  readonly createdAt: number;
  updatedAt: number;
}

/** One (settings owner, wallet) pair and its current state. A row appears when the pair first leaves ok. */
export interface AlertStream {
  readonly accountId: number;
  readonly walletId: number;
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
  state: AlertState;
  /** JSON `{level, threshold|spend_percent|runway_hours, condition}` of the level that decided last. */
  threshold: string | null;
  /** From leaving ok to returning; null while ok. */
  episodeId: string | null;
  /** The newest episode, open or closed; null before the first. */
  newestEpisodeId: string | null;
  /** The start of the present state. */
  since: number;
  /** The newest alert log entry, by the account's numbering. */
  position: number;
  /** Entries of this stream in the alert log. */
  count: number;
  /** The time of the next reminder; null without a repeat interval or while ok. */
  repeatAt: number | null;
}

/** One state change of one stream, immutable. Positions number it within account, wallet, feature and stream. */
export interface AlertLogEntry {
  readonly accountId: number;
  readonly position: number;
  readonly id: string;
  readonly walletId: number;
  readonly walletPosition: number;
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
  readonly ownerPosition: number;
  readonly streamPosition: number;
  readonly previousState: AlertState;
  readonly state: AlertState;
  readonly reason: AlertChangeReason;
  /** The available balance that decided. */
  readonly balance: Amount;
  readonly threshold: string | null;
  /** JSON `{type, transaction_id?}`. */
  readonly cause: string;
  readonly walletSequence: number;
  readonly episodeId: string;
  readonly eventId: string;
  readonly createdAt: number;
}

/**
 * Saved settings that concern more wallets than one transaction evaluates: the rest, from `cursor` on, is still to be
 * evaluated. Stored with the settings, so that a crash between the pages loses nothing.
 */
export interface Reevaluation {
  readonly accountId: number;
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
  /** The last wallet id evaluated. */
  cursor: number;
  readonly createdAt: number;
}
