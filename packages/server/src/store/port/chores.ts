import type { Campaign, Reevaluation } from "@plimsoll/core";

/**
 * A balance that does not follow from its transactions, a held amount that is not the sum of the open holds, or events
 * that are not the account's movements and its stored events. `plimsoll verify` reports them.
 */
export interface Discrepancy {
  readonly accountId: number;
  /** Null for the account's events. */
  readonly walletId: number | null;
  readonly problem: "balance" | "sequence" | "running_balance" | "held" | "events" | "event_gaps";
  readonly stored: string;
  readonly computed: string;
}

/** Wallets whose balance is outside the range in which their alert states are right. */
export interface AccountWallets {
  readonly accountId: number;
  readonly walletIds: readonly number[];
}

export interface SweepCursor {
  readonly accountId: number;
  readonly walletId: number;
}

/** How far `plimsoll verify` is: behind this wallet, or in the middle of its transactions. */
export interface VerifyCursor extends SweepCursor {
  readonly part?: VerifiedPart | undefined;
}

/** What the first transactions of a wallet add up to. */
export interface VerifiedPart {
  /** Those up to this sequence are added up. */
  readonly upTo: number;
  readonly sum: bigint;
  readonly count: number;
  /** Running balances that do not follow from the one before. */
  readonly broken: number;
  /** The last running balance. */
  readonly balance: bigint;
}

/** What the background work finds to do, and the audit. */
export interface ChoreReads {
  /** One part of the sweep's scan, and the start of the next; null at the end. */
  walletsOutOfRange(cursor: SweepCursor | null): Promise<{
    readonly found: readonly AccountWallets[];
    readonly next: SweepCursor | null;
  }>;
  /** Wallets whose typical daily spend has to be measured on this day, at most `limit`. */
  spendDue(day: number, limit: number): Promise<readonly AccountWallets[]>;
  /** Watched wallets whose present burn has to be measured, at most `limit`. */
  burnDue(now: number, limit: number): Promise<readonly AccountWallets[]>;
  /** Campaigns whose beginning or end has to reach the wallets, at most `limit`. */
  campaignsDue(now: number, limit: number): Promise<readonly Campaign[]>;
  /** Wallets with a reminder due, at most `limit`. */
  remindersDue(now: number, limit: number): Promise<readonly AccountWallets[]>;
  reevaluations(limit: number): Promise<readonly Reevaluation[]>;
  /** Wallets that are known and still have events waiting. */
  waitingForKnown(limit: number): Promise<readonly { accountId: number; providerId: string; externalId: string }[]>;
  /** One part of the audit, of about `most` transactions if it is given, and the start of the next. */
  verify(
    cursor: VerifyCursor | null,
    most?: number,
  ): Promise<{
    readonly wallets: number;
    readonly discrepancies: readonly Discrepancy[];
    readonly next: VerifyCursor | null;
  }>;
}
