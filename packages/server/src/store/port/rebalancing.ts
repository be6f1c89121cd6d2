import type { Denomination, FxRate, Transfer, Wallet } from "@plimsoll/core";
import type { PageOf, PageRequest } from "./page.ts";

export interface ListedTransfer {
  readonly transfer: Transfer;
  readonly from: Denomination;
  readonly to: Denomination;
}

/** Rates and transfers. */
export interface RebalancingReads {
  fxRate(accountId: number, from: string, to: string): Promise<FxRate | null>;
  /** By currencies. */
  fxRates(accountId: number, page: PageRequest): Promise<PageOf<FxRate>>;
  transfer(accountId: number, id: string): Promise<ListedTransfer | null>;
  /** The one of which this is the debit or the credit. */
  transferWith(accountId: number, transactionId: number): Promise<ListedTransfer | null>;
  /** Newest first. */
  transfers(accountId: number, page: PageRequest): Promise<PageOf<ListedTransfer>>;
  /**
   * Active wallets that are not in danger and have money above their levels, those of the wallet's currency first, then
   * those with the most units above them, at most `limit`: for a ledger wallet, ledger wallets of its currency or one with
   * a rate to it; for a mirror, mirrors of the same provider.
   */
  walletsBeside(wallet: Wallet, limit: number): Promise<readonly Wallet[]>;
  /** Active wallets with a typical daily spend, by id, at most `limit`. */
  spendingWallets(accountId: number, limit: number): Promise<readonly Wallet[]>;
  /** Ids of active wallets without a typical daily spend, at most `limit`. */
  idleWallets(accountId: number, limit: number): Promise<readonly number[]>;
  /** The account's rates between any two of these currencies. */
  fxRatesAmong(accountId: number, currencies: readonly string[]): Promise<readonly FxRate[]>;
}
