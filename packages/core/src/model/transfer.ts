import type { Amount } from "../money/amount.ts";

/** Money moved from one ledger wallet to another: two transactions of one commit. Never changes. */
export interface Transfer {
  readonly accountId: number;
  readonly id: string;
  /** 1, 2, 3 … per account. */
  readonly position: number;
  readonly fromWalletId: number;
  readonly toWalletId: number;
  /** The exchanged amount, in the sender's scale. */
  readonly amount: Amount;
  /** The additional cost, in the sender's scale. */
  readonly fee: Amount;
  /** The amount that arrived, in the receiver's scale. */
  readonly received: Amount;
  /** Decimal text; null within one currency. */
  readonly rate: string | null;
  readonly reference: string | null;
  readonly debitId: number;
  readonly creditId: number;
  readonly createdAt: number;
}
