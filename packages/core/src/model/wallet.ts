import type { AlertState } from "../alerts/levels.ts";
import type { Amount } from "../money/amount.ts";

export type WalletType = "PREPAID" | "POSTPAID";
export type WalletSource = "ledger" | "mirror";
export type WalletStatus = "active" | "frozen" | "closed";

/** A balance in one currency. Amounts are integers of 10^-assetScale; times are Unix milliseconds. */
export interface Wallet {
  readonly accountId: number;
  readonly id: number;
  balance: Amount;
  held: Amount;
  /** Alerts need no look while floor < available < ceiling; the sweep and real time compare with these two alone. */
  alertFloor: Amount;
  alertCeiling: Amount;
  /** Transactions so far; the next one gets sequence + 1. */
  sequence: number;
  alertState: AlertState;
  /** Entries of this wallet in the alert log. */
  alertCount: number;
  /** How far below zero a debit may go; null is unlimited. */
  overdraftLimit: Amount | null;
  readonly assetScale: number;
  readonly currency: string;
  name: string;
  readonly type: WalletType;
  readonly source: WalletSource;
  status: WalletStatus;
  /** Decimal text: balance = credit balance × conversion rate. */
  conversionRate: string;
  readonly providerId: string | null;
  readonly externalId: string | null;
  /** JSON of the wallet's own alert settings in wire form, or null. */
  alertSettings: string | null;
  /** JSON array of feature ids. */
  featureIds: string;
  /** JSON object. */
  metadata: string;
  /** When the last snapshot was read, by our clock. */
  syncedAt: number | null;
  /** No good snapshot for too long, as it was marked and told. */
  stale: boolean;
  /** The longest that its provider's polls are apart, by the last snapshot; 0 before. */
  cadenceMs: number;
  /** The UTC day that spend is being counted on, in days since 1970-01-01. */
  spendDay: number;
  /** Spend of that day so far, never negative. */
  spendToday: Amount;
  /** The day of the first spend, with which the history begins; null before. */
  spendSince: number | null;
  /** The typical daily spend that relative levels are resolved with; null while there is no complete day. */
  typicalSpend: Amount | null;
  /** The day on which it has to be measured next; null when it would stay what it is. */
  typicalDue: number | null;
  /** Top-ups that are neither settled nor cancelled. */
  openTopups: number;
  /** A top-up was proposed, and neither has one settled nor the wallet been ok since. */
  topupProposed: boolean;
  /** The number of the reading that the last snapshot is; null before the first. */
  snapshotReading: number | null;
  /** The last snapshot's window by the provider's clock, widened by its uncertainty; null before the first snapshot. */
  snapshotFrom: number | null;
  snapshotTo: number | null;
  /** Events are waiting that the next snapshot settles; whatever comes later waits behind them. */
  waiting: boolean;
  /** How far below and above `balance` the true one may be while they wait. */
  waitingLow: Amount;
  waitingHigh: Amount;
  /** Readings in a row that were put off because the next one tells better. */
  putOff: number;
  /** The newest transaction; 0 before the first. */
  lastTransactionId: number;
  /** When the last event of the provider arrived. */
  eventAt: number | null;
  readonly createdAt: number;
  updatedAt: number;
}

/** What may be spent now, and what alerts watch (`ongoing_balance` in alert events). */
export function available(wallet: Pick<Wallet, "balance" | "held">): Amount {
  return wallet.balance - wallet.held;
}
