import type { Denomination, Hold } from "@plimsoll/core";
import type { PageOf, PageRequest } from "./page.ts";

export interface ListedHold {
  readonly hold: Hold;
  readonly denomination: Denomination;
}

/** Holds. */
export interface HoldReads {
  hold(accountId: number, id: string): Promise<ListedHold | null>;
  /** Newest first. */
  holds(
    accountId: number,
    filter: { readonly walletId: number | null; readonly status: Hold["status"] | null },
    page: PageRequest,
  ): Promise<PageOf<ListedHold>>;
  /** Open holds of every account that have expired, at most `limit`. */
  holdsDue(now: number, limit: number): Promise<readonly { readonly accountId: number; readonly id: string }[]>;
}
