import { account } from "../accounts.ts";
import type { Draft } from "../draft.ts";
import { MAX_AMOUNT, MIN_AMOUNT, type Amount } from "../money/amount.ts";
import type { Wallet, WalletType } from "../model/wallet.ts";
import { dayOf } from "../spend/day.ts";
import { slotOf } from "../spend/recent.ts";

export interface NewWallet {
  readonly accountId: number;
  readonly name: string;
  readonly currency: string;
  readonly walletType: WalletType;
  readonly assetScale: number;
  readonly overdraftLimit: Amount | null;
  /** Decimal text. */
  readonly conversionRate: string;
  /** JSON in wire form, or null. */
  readonly alertSettings: string | null;
  /** JSON in wire form, or null. */
  readonly topupSettings?: string | null;
  readonly expectedSpend?: Amount | null;
  /** JSON object. */
  readonly metadata: string;
  readonly mirror: { readonly providerId: string; readonly externalId: string } | null;
}

/** Inserts the account's next wallet, empty. The caller emits its event and evaluates it. */
export function insertWallet(draft: Draft, fields: NewWallet): Wallet {
  const owner = draft.edit("accounts", account(draft, fields.accountId));
  owner.walletCount += 1;
  return draft.insert("wallets", {
    accountId: fields.accountId,
    id: owner.walletCount,
    balance: 0n,
    held: 0n,
    alertFloor: MIN_AMOUNT,
    alertCeiling: MAX_AMOUNT,
    sequence: 0,
    lowest: MIN_AMOUNT,
    alertState: "ok",
    alertCount: 0,
    overdraftLimit: fields.overdraftLimit,
    assetScale: fields.assetScale,
    currency: fields.currency,
    name: fields.name,
    type: fields.walletType,
    source: fields.mirror ? "mirror" : "ledger",
    status: "active",
    conversionRate: fields.conversionRate,
    providerId: fields.mirror?.providerId ?? null,
    externalId: fields.mirror?.externalId ?? null,
    alertSettings: fields.alertSettings,
    featureIds: "[]",
    metadata: fields.metadata,
    syncedAt: null,
    stale: false,
    cadenceMs: 0,
    snapshotReading: null,
    snapshotFrom: null,
    snapshotTo: null,
    waiting: false,
    waitingLow: 0n,
    waitingHigh: 0n,
    putOff: 0,
    lastTransactionId: 0,
    eventAt: null,
    spendDay: dayOf(draft.now),
    spendToday: 0n,
    spendSlot: slotOf(draft.now),
    slotBase: 0n,
    slotLargest: 0n,
    recentSpend: "",
    watched: false,
    watchesBurn: false,
    burnDue: null,
    steadyBurn: 0n,
    spendSince: null,
    expectedSpend: fields.expectedSpend ?? null,
    historyBefore: null,
    typicalSpend: fields.expectedSpend ?? null,
    typicalDue: fields.expectedSpend ? dayOf(draft.now) : null,
    highestLevel: null,
    topupSettings: fields.topupSettings ?? null,
    openTopups: 0,
    topupProposed: false,
    createdAt: draft.now,
    updatedAt: draft.now,
  });
}
