import type { SkipReason } from "@plimsoll/contract";

export type { SkipReason };

/**
 * One message for one channel. Its delivery has the same key and carries status, attempts and due time; the payload is
 * frozen when it is written.
 */
export interface Notification {
  readonly accountId: number;
  /** The channel. */
  readonly endpointId: string;
  /** 1, 2, 3 … in the channel. */
  readonly sequence: number;
  /** 1, 2, 3 … in the account. */
  readonly position: number;
  readonly kind: string;
  readonly level: string;
  /** Null for a message of several episodes or of none. */
  readonly episodeId: string | null;
  /** Its thread until it has been sent or given up, null from then on: newer messages of the thread find it by this. */
  waitingThread: string | null;
  readonly walletId: number | null;
  readonly routeId: string | null;
  /** JSON `Message`. */
  readonly payload: string;
  skipReason: SkipReason | null;
  readonly createdAt: number;
}

/** Notices that wait to become messages of one route for one channel: for others, for a schedule or for a silence. */
export interface NoticeGroup {
  readonly accountId: number;
  readonly endpointId: string;
  readonly routeId: string;
  readonly part: number;
  count: number;
  /** The newest notice's number. */
  lastNumber: number;
  /** When those that wait only for others are sent; null without any. */
  readyAt: number | null;
  /** When it is next decided which of them are sent. */
  dueAt: number;
  readonly createdAt: number;
}

/** One notice of a group. */
export interface GroupedNotice {
  readonly accountId: number;
  readonly endpointId: string;
  readonly routeId: string;
  readonly part: number;
  readonly number: number;
  readonly threadId: string;
  /** The root episode's serial; 0 for a notice of the operation. */
  readonly serial: number;
  /** What an operation's notice is about, for the filters of silences; null for a wallet's. */
  readonly providerId: string | null;
  /** Before then it waits for others, whatever else holds it. */
  readonly readyAt: number;
  /** JSON `Notice`. */
  readonly notice: string;
}
