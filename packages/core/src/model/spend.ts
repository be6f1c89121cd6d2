import type { Amount } from "../money/amount.ts";

/** A wallet's spend on one UTC day that is over. A day without spend has no row. */
export interface WalletSpend {
  readonly accountId: number;
  readonly walletId: number;
  /** Days since 1970-01-01. */
  readonly day: number;
  /** In the wallet's units, never negative. */
  spend: Amount;
}
