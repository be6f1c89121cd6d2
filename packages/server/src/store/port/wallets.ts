import type { Denomination, Transaction, Wallet, WalletSpend } from "@plimsoll/core";
import type { PageOf, PageRequest } from "./page.ts";

export interface ListedTransaction {
  readonly transaction: Transaction;
  readonly denomination: Denomination;
}

/** The names under which spend may be known. */
interface SpendNames {
  readonly orderIds: readonly number[];
  readonly references: readonly string[];
}

interface SpentAt {
  readonly orderId: number | null;
  readonly referenceNumber: string | null;
  readonly at: number;
}

/** Wallets, their transactions and spend. */
export interface WalletReads {
  wallet(accountId: number, id: number): Promise<Wallet | null>;
  /** By id, ascending. */
  wallets(accountId: number, page: PageRequest): Promise<PageOf<Wallet>>;
  /** Newest first; of one wallet or of the account. */
  transactions(
    accountId: number,
    filter: { readonly walletId: number | null },
    page: PageRequest,
  ): Promise<PageOf<ListedTransaction>>;
  /** Spend of one wallet by day, from `since` on, of days that are over. A day without spend is left out. */
  walletSpend(accountId: number, walletId: number, since: number): Promise<readonly WalletSpend[]>;
  /**
   * The time of a wallet's newest spend with one of these order ids or references, searched for among its last
   * transactions. Names without a match are left out.
   */
  spentAt(accountId: number, walletId: number, of: SpendNames): Promise<readonly SpentAt[]>;
  /** Ids of wallets in a currency that are not closed, at most `limit`: enough to see whether there is exactly one. */
  walletsIn(accountId: number, currency: string, limit: number): Promise<readonly number[]>;
}
