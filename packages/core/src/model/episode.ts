import type { Amount } from "../money/amount.ts";
import type { AlertState, OwnerKind } from "./alert.ts";

/**
 * The time of one alert stream from leaving ok to returning. An episode that opens while the recovery of the one before
 * is still waiting to be sent continues its thread: receivers see one incident. The thread is named after its first
 * episode, whose row carries what the thread's receivers know.
 */
export interface Episode {
  readonly accountId: number;
  readonly id: string;
  /** 1, 2, 3 … in the account. */
  readonly position: number;
  readonly walletId: number;
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
  state: AlertState;
  worstState: AlertState;
  readonly openedAt: number;
  closedAt: number | null;
  lowestAvailable: Amount;
  /** The stream's numbers of its first and last steps in the alert log. */
  readonly firstStep: number;
  lastStep: number;
  ackBy: string | null;
  ackAt: number | null;
  /** The end of the acknowledgement; null for one without end. */
  ackUntil: number | null;
  ackNote: string | null;
  /** The first episode of its thread; its own id usually. */
  readonly threadId: string;
  /** Of a thread's first episode: the newest one. */
  newestId: string;
  /** Of a thread's first episode: JSON `{channelId: Sent}`. */
  receivers: string;
  /** Of a thread's first episode: messages decided so far. */
  serial: number;
  /** Of a thread's first episode: notices of its end that wait to be sent, one for each channel. */
  recoveriesWaiting: number;
  /** 1 while open, null from then on: open episodes are found by it. */
  openKey: number | null;
}

/** An episode's escalation along one route, once. */
export interface EscalationTimer {
  readonly accountId: number;
  readonly episodeId: string;
  readonly routeId: string;
  /** Null when it has been decided. */
  dueAt: number | null;
}
