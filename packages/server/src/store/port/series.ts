import type { Amount, Wallet } from "@plimsoll/core";

/** A wallet's balance in one part of a period. */
export interface BalanceBucket {
  /** Also of the balance at its start. */
  readonly min: Amount;
  readonly max: Amount;
  /** At its end. */
  readonly last: Amount;
}

interface BalanceSeries {
  readonly buckets: readonly BalanceBucket[];
  /** Whether every balance was read. Otherwise min and max are those of some in even distances; last is exact. */
  readonly exact: boolean;
}

/** Balances over time, from a wallet's transactions. */
export interface SeriesReads {
  /** Parts of equal length from `from` to `to`, in Unix milliseconds. */
  balanceSeries(
    accountId: number,
    wallet: Readonly<Wallet>,
    of: { readonly from: number; readonly to: number; readonly points: number },
  ): Promise<BalanceSeries>;
  /** The balance just before each of these times, in Unix milliseconds, rising. */
  balancesBefore(accountId: number, wallet: Readonly<Wallet>, times: readonly number[]): Promise<readonly Amount[]>;
}
