import { intention } from "../../../data/client.ts";
import { Store } from "../../../data/store.ts";

/** An opening credit that is being posted. The same key again posts it once at most. */
export interface OpeningCredit {
  readonly wallet: { readonly id: number; readonly name: string; readonly currency: string };
  readonly amount: string;
  readonly key: string;
  readonly failure: {
    readonly reason: string;
    /** The server has refused it as it is; otherwise it may have been posted, and only the answer been lost. */
    readonly isRefusal: boolean;
  } | null;
}

/** What the checklist has begun and what is not over, though another page was opened meanwhile. In memory alone. */
export const openingCredit = new Store<OpeningCredit | null>(null);

/** Whether a wallet is being made: its event may come before its answer does. */
export const isMakingWallet = new Store(false);

/** The secret of the endpoint that was added, until the reader says that it is stored. */
export const madeSecret = new Store<string | null>(null);

/** The test that was sent last. */
export const sentTest = new Store<SentTest | null>(null);

export interface SentTest {
  readonly kind: "endpoint" | "channel";
  /** Of its delivery or its notification; null until the server has answered. */
  readonly id: string | null;
  /** The endpoint's URL, or the channel's name. */
  readonly to: string;
  readonly at: string;
}

export function newOpeningCredit(wallet: OpeningCredit["wallet"], amount: string): OpeningCredit {
  return { wallet, amount, key: intention(), failure: null };
}
