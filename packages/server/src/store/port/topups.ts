import type { Denomination, InFlight, Topup } from "@plimsoll/core";
import type { PageOf, PageRequest } from "./page.ts";

export interface ListedTopup {
  readonly topup: Topup;
  readonly denomination: Denomination;
}

/** Top-ups. */
export interface TopupReads {
  topup(accountId: number, id: string): Promise<ListedTopup | null>;
  /** Newest first. */
  topups(
    accountId: number,
    filter: { readonly walletId: number | null; readonly status: Topup["status"] | null },
    page: PageRequest,
  ): Promise<PageOf<ListedTopup>>;
  /**
   * The top-ups of these wallets on their way: approved, initiated, sent and overdue. An overdue one has no expected time;
   * a wallet without any is left out.
   */
  inFlight(accountId: number, walletIds: readonly number[]): Promise<ReadonlyMap<number, readonly InFlight[]>>;
  /** Top-ups of every account that should have arrived by now, at most `limit`. */
  topupsDue(now: number, limit: number): Promise<readonly { readonly accountId: number; readonly id: string }[]>;
}
