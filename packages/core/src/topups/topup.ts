import type { EventType } from "@plimsoll/contract";
import { rows } from "../command.ts";
import { accountSettings } from "../account-settings.ts";
import { account } from "../accounts.ts";
import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import { emit } from "../events/emit.ts";
import type { Topup } from "../model/topup.ts";
import type { Wallet } from "../model/wallet.ts";
import { formatAmount, type Amount } from "../money/amount.ts";
import { notifyOperation, subjectOf } from "../notifications/notify.ts";
import { operationNotice } from "../notifications/operation-notice.ts";
import { topupResource } from "../resources/topup.ts";
import type { InFlight } from "./advice.ts";
import { landingTime } from "./settings.ts";

/** The open top-ups of a wallet are read only when its row counts any. */
export function openTopupLookups(wallet: Readonly<Wallet>): Lookup[] {
  return wallet.openTopups > 0 ? [rows("topups", "open", wallet.accountId, wallet.id)] : [];
}

/** The wallet's top-ups that are neither settled nor cancelled, oldest first. */
export function openTopups(draft: Draft, wallet: Readonly<Wallet>): Readonly<Topup>[] {
  if (wallet.openTopups === 0) return [];
  return draft
    .find("topups", "open", wallet.accountId, wallet.id)
    .filter((topup) => topup.openWalletId !== null)
    .toSorted((a, b) => a.position - b.position);
}

/** As the advice counts them. */
export function inFlight(topups: readonly Readonly<Topup>[]): InFlight[] {
  return topups
    .filter(({ status }) => status !== "proposed")
    .map(({ amount, status, expectedAt }) => ({ amount, expectedAt: status === "overdue" ? null : expectedAt }));
}

export interface Announcement {
  readonly amount: Amount;
  readonly method: Topup["method"];
  readonly source: Topup["source"];
  readonly reference: string | null;
  /** The caller's expectation; null for that by the lead time. */
  readonly expectedAt: number | null;
  /** The API key; null for an alert. */
  readonly by: string | null;
}

/** Stores a top-up and writes its event: one that a caller has initiated, or a proposal. */
export function announce(draft: Draft, target: Readonly<Wallet>, announcement: Announcement): Topup {
  const owner = draft.edit("accounts", account(draft, target.accountId));
  owner.topupCount += 1;
  const wallet = draft.edit("wallets", target);
  wallet.openTopups += 1;
  const proposed = announcement.source === "alert";
  const expectedAt = proposed ? null : (announcement.expectedAt ?? usualArrival(draft, wallet.accountId));
  const topup = draft.insert("topups", {
    accountId: wallet.accountId,
    id: draft.newId("top"),
    position: owner.topupCount,
    walletId: wallet.id,
    openWalletId: wallet.id,
    amount: announcement.amount,
    method: announcement.method,
    status: proposed ? "proposed" : "initiated",
    source: announcement.source,
    reference: announcement.reference,
    expectedAt,
    expectationGiven: announcement.expectedAt !== null,
    dueAt: expectedAt,
    sentAt: null,
    proposedBy: announcement.by,
    approvedBy: null,
    approvedAt: null,
    sentBy: null,
    cancelledBy: null,
    transactionId: null,
    settledAmount: null,
    createdAt: draft.now,
    updatedAt: draft.now,
  });
  emitTopup(draft, wallet, "topup.created", topup);
  if (proposed) notifyTopup(draft, wallet, "topup_proposed", topup);
  return topup;
}

/** Sends a proposed or an overdue top-up to the channels that are to receive it. */
export function notifyTopup(
  draft: Draft,
  wallet: Readonly<Wallet>,
  level: "topup_proposed" | "topup_overdue",
  topup: Readonly<Topup>,
): void {
  const amount = `${formatAmount(topup.amount, wallet.assetScale)} ${wallet.currency}`;
  const summary =
    level === "topup_proposed"
      ? `A top-up of ${amount} is proposed for ${wallet.name}`
      : `The top-up of ${amount} for ${wallet.name} has not arrived`;
  const detail = topup.reference === null ? null : `Reference ${topup.reference}`;
  notifyOperation(draft, wallet.accountId, level, subjectOf(wallet), () =>
    operationNotice(draft, { level, resource: topup.id, wallet, summary, detail }),
  );
}

/**
 * Ends an open top-up. `transaction` is the credit that settled it; null for a cancellation, and for a top-up that a
 * caller reports as arrived.
 */
export function end(
  draft: Draft,
  target: Readonly<Wallet>,
  before: Readonly<Topup>,
  status: "settled" | "cancelled",
  transaction: { readonly id: number; readonly amount: Amount } | null = null,
): Topup {
  const wallet = draft.edit("wallets", target);
  wallet.openTopups -= 1;
  // Money has arrived: should it run out again, a new top-up may be proposed.
  if (status === "settled") wallet.topupProposed = false;
  const topup = draft.edit("topups", before);
  topup.status = status;
  topup.openWalletId = null;
  topup.dueAt = null;
  topup.transactionId = transaction?.id ?? null;
  topup.settledAmount = transaction?.amount ?? null;
  topup.updatedAt = draft.now;
  emitTopup(draft, wallet, `topup.${status}`, topup);
  return topup;
}

/** The expected arrival of money that leaves now. */
export function usualArrival(draft: Draft, accountId: number): number {
  return landingTime(accountSettings(account(draft, accountId)), draft.now);
}

type TopupEvent = Extract<EventType, `topup.${string}`>;

export function emitTopup(draft: Draft, wallet: Readonly<Wallet>, type: TopupEvent, topup: Readonly<Topup>): void {
  emit(draft, wallet.accountId, type, { data: topupResource(topup, wallet) });
}
