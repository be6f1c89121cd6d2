import type { HoldSource, HoldStatus } from "@plimsoll/contract";
import type { Amount } from "../money/amount.ts";

export type { HoldSource, HoldStatus };

/**
 * Part of a balance set aside. While the hold is open its whole amount counts in the wallet's `held`; afterwards none
 * of it.
 */
export interface Hold {
  readonly accountId: number;
  readonly id: string;
  /** 1, 2, 3 … per account, in commit order. */
  readonly position: number;
  readonly walletId: number;
  readonly amount: Amount;
  /** The captured amount; zero unless captured. */
  captured: Amount;
  status: HoldStatus;
  /** From this moment on it can no longer be captured, swept or not. */
  readonly expiresAt: number;
  readonly source: HoldSource;
  readonly reference: string | null;
  /** The source's id for it (a card authorization's id); unique within its source. */
  readonly externalId: string | null;
  /** The debit of its capture. */
  transactionId: number | null;
  readonly createdAt: number;
  updatedAt: number;
}
