import type { AlertState, AlertStream, EventRow, OwnerKind, Topup, Wallet } from "@plimsoll/core";

interface StateCount {
  readonly state: AlertState;
  readonly stale: boolean;
  readonly count: number;
}

/** What the wallets of one currency and scale have. */
export interface CurrencyTotal {
  readonly currency: string;
  readonly assetScale: number;
  readonly available: bigint;
  readonly wallets: number;
}

/** All wallets of an account that are not closed. */
interface WalletsAtAGlance {
  readonly totals: readonly CurrencyTotal[];
  /** The number of them that alert settings watch. */
  readonly watched: number;
  /** Those in no alarm that may end soon, each once: their present burn is not compared. */
  readonly ending: readonly Wallet[];
  /** The wallet that is ok and reaches a level first at its typical spend. */
  readonly next: Wallet | null;
  /** Milliseconds since the reading began. */
  readonly age: number;
}

/** Events after a position, oldest first, and the position of the account's newest. */
interface EventsAfter {
  readonly rows: readonly EventRow[];
  readonly last: number;
}

export interface SettingsSubject {
  readonly ownerKind: OwnerKind;
  readonly ownerId: string;
}

interface SubjectWallet {
  readonly wallet: Wallet;
  /** The state of the subject's stream. */
  readonly state: AlertState;
}

/** What a person sees first: an account as a whole, and what is happening in it. */
export interface OverviewReads {
  /** Wallets that are not closed, by state and staleness. */
  walletStates(accountId: number): Promise<readonly StateCount[]>;
  /**
   * Reads every wallet, in pieces. `ending` has at most `limit` that last at most `days` days at their typical spend, and
   * as many that have spent since the interval `spending`: those with the most spend of the day for their balance. In an
   * account with many wallets it is some seconds old, and the same for all who ask meanwhile.
   */
  walletsAtAGlance(
    accountId: number,
    of: { readonly days: number; readonly spending: number; readonly limit: number },
  ): Promise<WalletsAtAGlance>;
  /** Wallets in alarm or blocked with their most severe streams, newest change first, at most `limit`. */
  walletsInDanger(
    accountId: number,
    limit: number,
  ): Promise<readonly { readonly wallet: Wallet; readonly stream: AlertStream }[]>;
  /** Open top-ups of these wallets, newest first. */
  openTopupsOf(accountId: number, walletIds: readonly number[]): Promise<readonly Topup[]>;
  openCounts(accountId: number): Promise<{
    readonly alerts: number;
    readonly overdueTopups: number;
    readonly failingEndpoints: number;
  }>;
  /** What a wallet has had. Like those of a provider, counted up to a bound. */
  walletCounts(accountId: number, walletId: number): Promise<{ readonly episodes: number; readonly topups: number }>;
  providerCounts(
    accountId: number,
    providerId: string,
  ): Promise<{ readonly wallets: number; readonly openDrifts: number; readonly rejectedHooks: number }>;
  eventsAfter(accountId: number, position: number, limit: number): Promise<EventsAfter>;
  /** Wallets that a feature's, a wallet's or a default's settings apply to, by id, at most `limit`. */
  settingsWallets(
    accountId: number,
    subject: SettingsSubject,
    limit: number,
  ): Promise<{ readonly rows: readonly SubjectWallet[]; readonly total: number }>;
}
