import type {
  BegunReading,
  Campaign,
  Denomination,
  Drift,
  DriftListing,
  KeptHook,
  Provider,
  Transaction,
  Wallet,
} from "@plimsoll/core";
import type { Hook } from "@plimsoll/contract";
import type { PageOf, PageRequest } from "./page.ts";

export interface ListedDrift {
  readonly drift: Drift;
  readonly denomination: Denomination;
}

/** A drift, and what both sides have of its time. */
export interface DriftSides extends ListedDrift {
  /** Null before the provider's list was searched. */
  readonly listing: DriftListing | null;
  /** The wallet's transactions around that time, and those that explain the drift. */
  readonly transactions: readonly Transaction[];
  /** Whether `transactions` reaches back to the beginning of that time. */
  readonly complete: boolean;
}

export interface DriftingWallet {
  readonly accountId: number;
  readonly providerId: string;
  readonly walletId: number;
  readonly externalId: string;
  /** The earliest time, by the provider's clock, that its drifts may come from. */
  readonly since: number;
}

/** A mirror whose spend before its discovery is still to be counted. */
export interface HistoryDue {
  readonly walletId: number;
  readonly externalId: string;
  /** By the provider's clock. */
  readonly before: number;
}

type HookStatus = Hook["status"];

export interface HookFilter {
  readonly status: HookStatus | null;
  readonly walletId: number | null;
  readonly eventId: string | null;
}

/** A hook that was taken, and what became of it. */
export interface ListedHook {
  readonly eventId: string | null;
  readonly eventType: string | null;
  readonly status: HookStatus;
  readonly detail: string | null;
  readonly walletId: number | null;
  readonly transactionId: number | null;
  readonly receivedAt: number;
}

/** A mirror that a poll did not confirm. */
export interface UnconfirmedMirror {
  readonly id: number;
  readonly externalId: string;
  readonly stale: boolean;
}

/** Providers, their mirrors, inbound webhooks, drifts and campaigns. */
export interface ProviderReads {
  provider(accountId: number, id: string): Promise<Provider | null>;
  providers(accountId: number, page: PageRequest): Promise<PageOf<Provider>>;
  /** The provider in a hook's URL, of any account. */
  hookProvider(id: string): Promise<Provider | null>;
  /** Newest first. */
  keptHooks(
    accountId: number,
    providerId: string,
    filter: { readonly reason: KeptHook["reason"] },
    page: PageRequest,
  ): Promise<PageOf<KeptHook>>;
  /**
   * What became of a provider's hooks, the newest first. Of each sort (applied, waiting, kept for a reason) the newest `MAX_COUNTED` are listed. Without
   * a wallet and an event, applied ones are those among the newest movements of the wallets whose hooks are newest.
   */
  hooks(accountId: number, providerId: string, filter: HookFilter, page: PageRequest): Promise<PageOf<ListedHook>>;
  /** Newest first; of one provider, by gapless positions. */
  drifts(accountId: number, providerId: string, page: PageRequest): Promise<PageOf<ListedDrift>>;
  /** The provider's drift whose difference this transaction recorded. */
  driftWith(accountId: number, providerId: string, transactionId: number): Promise<Drift | null>;
  /** One of a provider's drifts with both sides. */
  drift(accountId: number, providerId: string, id: string): Promise<DriftSides | null>;
  /** Newest first. */
  campaigns(accountId: number, page: PageRequest): Promise<PageOf<Campaign>>;
  /** External ids of wallets not yet known, or not yet settled, for which events of this provider wait. */
  waitingExternalIds(accountId: number, providerId: string, limit: number): Promise<readonly string[]>;
  /** A provider's mirrors. */
  mirrorsOf(accountId: number, providerId: string, limit: number): Promise<readonly Wallet[]>;
  /** Ids of a provider's mirrors that are not marked stale and had no snapshot since `before`. */
  staleMirrors(accountId: number, providerId: string, before: number, limit: number): Promise<readonly number[]>;
  /**
   * A provider's open mirrors that neither this reading nor a later one contained, by id after `after`, without those
   * that were created after the reading began.
   */
  unconfirmedMirrors(
    accountId: number,
    providerId: string,
    of: { readonly reading: Pick<BegunReading, "number" | "lastWalletId">; readonly after: number },
    limit: number,
  ): Promise<readonly UnconfirmedMirror[]>;
  /** The time of the last webhook for one of a provider's mirrors; null when there was none. */
  lastHookAt(accountId: number, providerId: string): Promise<number | null>;
  /** A provider's mirrors behind `after` whose history is still to be counted, by id, at most `limit`. */
  historiesDue(accountId: number, providerId: string, after: number, limit: number): Promise<readonly HistoryDue[]>;
  /** An account's campaigns that are under way. */
  campaignsOf(accountId: number, now: number): Promise<readonly Campaign[]>;
  /** Providers of every account. */
  allProviders(): Promise<readonly Provider[]>;
  /** Campaigns of every account that are under way. */
  currentCampaigns(now: number): Promise<readonly Campaign[]>;
  /** Wallets of every account with open drifts to be investigated, oldest first. */
  driftingWallets(
    due: {
      readonly openedBefore: number;
      readonly searchedBefore: number;
      readonly now: number;
      /** Left out: providers that are being searched already, and accounts at their bound of searches. */
      readonly exceptProviders?: readonly string[];
      readonly exceptAccounts?: readonly number[];
    },
    limit: number,
  ): Promise<readonly DriftingWallet[]>;
}
