import type { WalletSource, WalletStatus, WalletType } from "@plimsoll/contract";
import { divideAmount, parseDecimal } from "../money/decimal.ts";
import type { AlertState } from "./alert.ts";
import type { Amount } from "../money/amount.ts";

export type { WalletSource, WalletStatus, WalletType };

export interface Denomination {
  readonly currency: string;
  readonly assetScale: number;
}

/** The balance in credits: balance ÷ conversion rate, rounded down at the wallet's scale. */
export function creditBalance(wallet: Pick<Wallet, "balance" | "conversionRate">): Amount {
  if (wallet.conversionRate === "1") return wallet.balance;
  const rate = parseDecimal(wallet.conversionRate);
  return rate.ok ? divideAmount(wallet.balance, rate.value, "floor") : wallet.balance;
}

/** A balance in one currency. Amounts are integers of 10^-assetScale; times are Unix milliseconds. */
export interface Wallet {
  readonly accountId: number;
  readonly id: number;
  balance: Amount;
  held: Amount;
  /**
   * Alerts need no evaluation while floor < available < ceiling; the sweep and real time compare with these two alone.
   */
  alertFloor: Amount;
  alertCeiling: Amount;
  /** Transactions so far; the next one gets sequence + 1. */
  sequence: number;
  /** The lowest available balance since the last change of an alert state; `MIN_AMOUNT` while the wallet is ok. */
  lowest: Amount;
  alertState: AlertState;
  /** Entries of this wallet in the alert log. */
  alertCount: number;
  /** The limit for a debit below zero; null is unlimited. */
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
  /** The time of the last snapshot's reading, by our clock. */
  syncedAt: number | null;
  /** Whether it has been marked and reported as without a good snapshot for too long. */
  stale: boolean;
  /** The longest time between its provider's polls, by the last snapshot; 0 before. */
  cadenceMs: number;
  /** The UTC day whose spend is being counted, in days since 1970-01-01. */
  spendDay: number;
  /** Spend of that day so far, never negative. */
  spendToday: Amount;
  /** The interval whose spend is being counted (spend/recent.ts), numbered from 1970. */
  spendSlot: number;
  /** `spendToday` at its beginning: what is above it is the interval's spend. */
  slotBase: Amount;
  /** The largest debit in it. */
  slotLargest: Amount;
  /** Text: spend of the closed intervals of the last hour, and of the last 48 hours. */
  recentSpend: string;
  /** Whether alert settings that are on watched it when it was last evaluated. Their levels may sleep for want of a usual day. */
  watched: boolean;
  /** Whether a `runway_hours` level watches it, so that its present burn is measured. */
  watchesBurn: boolean;
  /** The time of the next measurement; null while it has no recent spend, or is not watched. */
  burnDue: number | null;
  /** Spend an hour by the last measurement, one bulk order left out: `runway_hours` levels follow it. */
  steadyBurn: Amount;
  /** The day of the first spend, with which the history begins; null before. */
  spendSince: number | null;
  /** What its owner expects it to spend a day; stands in until three complete days are known. */
  expectedSpend: Amount | null;
  /** The time, by the provider's clock, before which its spend is still to be counted from the provider's list. */
  historyBefore: number | null;
  /**
   * The usual day by which relative levels are resolved: the typical daily spend or the expected one, multiplied while a
   * campaign says so; null while there is neither.
   */
  typicalSpend: Amount | null;
  /** The day on which it has to be measured next; null when the result would be the same. */
  typicalDue: number | null;
  /** The highest available balance at which a level below holds, its margin included; null without such a level. */
  highestLevel: Amount | null;
  /** JSON of the wallet's own top-up settings in wire form, or null. */
  topupSettings: string | null;
  /** Top-ups that are neither settled nor cancelled. */
  openTopups: number;
  /** A top-up was proposed, and since then none has settled and the wallet has not been ok. */
  topupProposed: boolean;
  /** The number of the last snapshot's reading; null before the first. */
  snapshotReading: number | null;
  /** The last snapshot's window by the provider's clock, widened by its uncertainty; null before the first snapshot. */
  snapshotFrom: number | null;
  snapshotTo: number | null;
  /** Events wait for the next snapshot to settle them; later ones wait behind them. */
  waiting: boolean;
  /** How far below and above `balance` the true one may be while they wait. */
  waitingLow: Amount;
  waitingHigh: Amount;
  /** Readings in a row that were put off because the next one decides better. */
  putOff: number;
  /** The newest transaction; 0 before the first. */
  lastTransactionId: number;
  /** The arrival of the provider's last event. */
  eventAt: number | null;
  readonly createdAt: number;
  updatedAt: number;
}

/** The amount that may be spent now and that alerts evaluate (`ongoing_balance` in alert events). */
export function available(wallet: Pick<Wallet, "balance" | "held">): Amount {
  return wallet.balance - wallet.held;
}
