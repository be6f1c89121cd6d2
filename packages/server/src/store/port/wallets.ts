import type {
  AlertState,
  Denomination,
  Direction,
  Transaction,
  TransactionKind,
  Wallet,
  WalletSpend,
  WalletStatus,
} from "@plimsoll/core";
import type { Negatable } from "./negation.ts";
import type { PageOf, PageRequest } from "./page.ts";

export interface ListedTransaction {
  readonly transaction: Transaction;
  readonly denomination: Denomination;
}

/** Times in Unix milliseconds, `to` excluded. */
export interface Period {
  readonly from?: number | null | undefined;
  readonly to?: number | null | undefined;
}

/** An absent or null member matches all. */
export interface TransactionFilter extends Period, Negatable {
  readonly walletId?: number | null | undefined;
  readonly providerId?: string | null | undefined;
  readonly currency?: string | null | undefined;
  readonly kind?: TransactionKind | null | undefined;
  readonly type?: Direction | null | undefined;
  readonly reference?: string | null | undefined;
  readonly orderId?: number | null | undefined;
  /** When they took place: by the provider's clock for what it reported, else when they were recorded. */
  readonly occurred?: { readonly from: number; readonly to: number } | null | undefined;
  /** Contained in the reference, the remarks or the provider's id. */
  readonly q?: string | null | undefined;
}

/** An absent or null member matches all. */
export interface WalletFilter extends Negatable {
  /** Contained in the name or the provider's id, or the wallet's own id. */
  readonly q?: string | null | undefined;
  readonly state?: AlertState | null | undefined;
  readonly status?: WalletStatus | null | undefined;
  readonly currency?: string | null | undefined;
  readonly providerId?: string | null | undefined;
  readonly featureId?: string | null | undefined;
  readonly stale?: boolean | null | undefined;
  readonly watched?: boolean | null | undefined;
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
  transaction(accountId: number, id: number): Promise<ListedTransaction | null>;
  wallet(accountId: number, id: number): Promise<Wallet | null>;
  /** By id, ascending. */
  wallets(accountId: number, page: PageRequest, filter?: WalletFilter): Promise<PageOf<Wallet>>;
  /** Every matching wallet by id, for lists in another order; null when there are more than `limit`, or too many to search. */
  matchingWallets(accountId: number, filter: WalletFilter, limit: number): Promise<readonly Wallet[] | null>;
  /** Newest first. */
  transactions(accountId: number, filter: TransactionFilter, page: PageRequest): Promise<PageOf<ListedTransaction>>;
  /** As `walletSpend`, of several wallets. */
  walletsSpend(accountId: number, walletIds: readonly number[], since: number): Promise<readonly WalletSpend[]>;
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
