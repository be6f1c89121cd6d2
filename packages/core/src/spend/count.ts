import { row } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Lookup } from "../model/tables.ts";
import { MAX_AMOUNT, type Amount } from "../money/amount.ts";
import type { TransactionKind } from "../model/transaction.ts";
import type { WalletSpend } from "../model/spend.ts";
import type { Wallet } from "../model/wallet.ts";
import { larger, smaller } from "../money/extremes.ts";
import { dayOf } from "./day.ts";
import { setDaySpend } from "./set-day.ts";
import { addTo, KEPT_HOURS, openBucket, parseRecent, HOUR_MS, recentText, slotOf, takeFrom } from "./recent.ts";

/** @limit Domain: time from a wallet's first spend to the measurement of its present burn. */
const FIRST_BURN_MS = 10_000;

/** Debits of these kinds are spend; a refund takes it back. Top-ups, adjustments and exchange are not. */
const SPEND_KINDS: ReadonlySet<TransactionKind> = new Set(["order", "usage", "payout", "card"]);

export function isSpend(kind: TransactionKind): boolean {
  return SPEND_KINDS.has(kind);
}

/**
 * Adds one debit to a wallet's spend. `amount` > 0; `at` is when it happened, null for now. The present day is counted on the
 * wallet's row, so that a debit needs no read for it; spend of an earlier day changes that day's row. `post()` calls it
 * for every debit of a kind that is spend, and for a mirror's fall between snapshots without a known movement (a
 * negative `reconciliation` after the opening one).
 */
export function countSpend(draft: Draft, wallet: Wallet, amount: Amount, at: number | null): void {
  const today = turnedDay(draft, wallet);
  if (isPresent(wallet, at, draft.now)) return countPresent(wallet, amount, draft.now);
  const slot = slotOf(at ?? draft.now);
  if (isRecent(draft, slot)) {
    const recent = parseRecent(wallet.recentSpend);
    addTo(recent, slot, { spend: amount, largest: amount });
    wallet.recentSpend = recentText(recent, wallet.spendSlot);
  }
  const day = Math.min(dayOf(at ?? draft.now), today);
  if (day === today) {
    wallet.slotBase = atMost(wallet.slotBase + amount);
    countToday(wallet, amount, draft.now);
    return;
  }
  if (wallet.watchesBurn && wallet.burnDue === null) wallet.burnDue = draft.now + FIRST_BURN_MS;
  setDaySpend(draft, wallet, day, (before) => atMost(before + amount));
  wallet.typicalDue = today;
  if (wallet.spendSince === null || day < wallet.spendSince) wallet.spendSince = day;
}

/** Whether spend of that time, null for now, belongs to the interval that a wallet counts once `turnDay` has been called. */
export function isPresent({ spendSlot }: Readonly<Wallet>, at: number | null, now: number): boolean {
  return at === null || slotOf(at) >= Math.max(slotOf(now), spendSlot);
}

/**
 * Whether a debit of the present changes more of a wallet than the sums of its interval and day: it is the first of an
 * interval, of the history, or since the last measurement.
 */
export function isFirstSpend(
  { spendSlot, watchesBurn, burnDue, typicalDue, spendSince, spendDay }: Readonly<Wallet>,
  now: number,
): boolean {
  return (
    slotOf(now) > spendSlot ||
    typicalDue === null ||
    spendSince === null ||
    spendDay < spendSince ||
    (watchesBurn && burnDue === null)
  );
}

/** Adds one debit to the spend of the interval and the day that the wallet counts. */
export function countPresent(wallet: Wallet, amount: Amount, now: number): void {
  if (amount > wallet.slotLargest) wallet.slotLargest = amount;
  countToday(wallet, amount, now);
}

function countToday(wallet: Wallet, amount: Amount, now: number): void {
  if (wallet.watchesBurn && wallet.burnDue === null) wallet.burnDue = now + FIRST_BURN_MS;
  wallet.spendToday = atMost(wallet.spendToday + amount);
  // The first spend, or the first after a silence that has brought the typical spend to zero.
  if (wallet.typicalDue === null) wallet.typicalDue = wallet.spendDay + 1;
  if (wallet.spendSince === null || wallet.spendDay < wallet.spendSince) wallet.spendSince = wallet.spendDay;
}

/**
 * Counts spend from before a mirror's discovery, all at once; a negative amount is a refund of that time. The rows of the
 * days (`spendLookups`) must be loaded.
 */
export function countPast(
  draft: Draft,
  wallet: Wallet,
  past: readonly { readonly amount: bigint; readonly at: number }[],
): void {
  const today = turnedDay(draft, wallet);
  const recent = parseRecent(wallet.recentSpend);
  const days = new Map<number, bigint>();
  for (const { amount, at } of past) {
    const slot = Math.min(slotOf(at), wallet.spendSlot);
    const day = Math.min(dayOf(at), today);
    days.set(day, (days.get(day) ?? 0n) + amount);
    if (!isRecent(draft, slot)) continue;
    if (amount > 0n) addTo(recent, slot, { spend: amount, largest: amount });
    else takeFrom(recent, slot, -amount);
  }
  for (const [day, amount] of days) {
    if (day === today) {
      wallet.spendToday = atMost(notNegative(wallet.spendToday + amount));
      wallet.slotBase = atMost(notNegative(wallet.slotBase + amount));
    } else {
      setDaySpend(draft, wallet, day, (before) => atMost(notNegative(before + amount)));
    }
    if (wallet.spendSince === null || day < wallet.spendSince) wallet.spendSince = day;
  }
  wallet.recentSpend = recentText(recent, wallet.spendSlot);
  wallet.typicalDue = today;
  if (wallet.watchesBurn) wallet.burnDue = draft.now;
}

/**
 * Withdraws spend from the day it happened: a refund, or inferred spend that a backfilled movement has explained since
 * (posting the `order` that explains an earlier negative `reconciliation` withdraws its amount, or it would count
 * twice). `at` is when the spend happened, null for now. A day's spend never falls below zero, and the excess is not
 * taken from another day.
 */
export function withdrawSpend(draft: Draft, wallet: Wallet, amount: Amount, at: number | null): void {
  const today = turnedDay(draft, wallet);
  const day = at === null ? today : Math.min(dayOf(at), today);
  const slot = at === null ? wallet.spendSlot : Math.min(slotOf(at), wallet.spendSlot);
  if (slot < wallet.spendSlot && wallet.recentSpend !== "") {
    const recent = parseRecent(wallet.recentSpend);
    takeFrom(recent, slot, amount);
    wallet.recentSpend = recentText(recent, wallet.spendSlot);
  }
  if (day === today) {
    wallet.spendToday = notNegative(wallet.spendToday - amount);
    if (slot < wallet.spendSlot) wallet.slotBase = notNegative(wallet.slotBase - amount);
    if (wallet.slotBase > wallet.spendToday) wallet.slotBase = wallet.spendToday;
    return;
  }
  const before = draft.get("walletSpend", wallet.accountId, wallet.id, day);
  if (!before) return;
  draft.edit("walletSpend", before).spend = notNegative(before.spend - amount);
  wallet.typicalDue = today;
}

/**
 * Closes the interval and the day whose spend a wallet counted when they are over, and returns the row of a day that had
 * spend. Days are closed once and in order, and late movements only touch closed ones, so the row is new. A clock that
 * goes back reopens nothing. A day ends with an interval, so within an interval one comparison suffices.
 */
export function turnDay(wallet: Wallet, now: number): WalletSpend | null {
  const slot = slotOf(now);
  if (slot <= wallet.spendSlot) return null;
  closeSlot(wallet, slot);
  const today = dayOf(now);
  return today > wallet.spendDay ? closeDay(wallet, today) : null;
}

/** As `turnDay`, with the closed day's row stored. Returns the present day. */
export function turnedDay(draft: Draft, wallet: Wallet): number {
  const closed = turnDay(wallet, draft.now);
  if (closed) draft.insert("walletSpend", closed);
  return wallet.spendDay;
}

function closeSlot(wallet: Wallet, slot: number): void {
  const open = openBucket(wallet);
  if (open.spend > 0n || wallet.recentSpend !== "") {
    const recent = parseRecent(wallet.recentSpend);
    if (open.spend > 0n) addTo(recent, wallet.spendSlot, open);
    wallet.recentSpend = recentText(recent, slot);
  }
  wallet.spendSlot = slot;
  wallet.slotBase = wallet.spendToday;
  wallet.slotLargest = 0n;
}

function closeDay(wallet: Wallet, today: number): WalletSpend | null {
  const { accountId, id, spendDay, spendToday } = wallet;
  wallet.spendDay = today;
  wallet.spendToday = 0n;
  wallet.slotBase = 0n;
  return spendToday > 0n ? { accountId, walletId: id, day: spendDay, spend: spendToday } : null;
}

function isRecent(draft: Draft, slot: number): boolean {
  return slot > slotOf(draft.now - KEPT_HOURS * HOUR_MS);
}

/**
 * The row that spend of an earlier day changes; a command that posts many past movements passes it to `Draft.require`.
 */
export function spendLookups(
  draft: Draft,
  wallet: Pick<Wallet, "accountId" | "id" | "spendDay">,
  at: number,
): Lookup[] {
  const day = dayOf(at);
  return day < Math.max(dayOf(draft.now), wallet.spendDay)
    ? [row("walletSpend", wallet.accountId, wallet.id, day)]
    : [];
}

function atMost(amount: bigint): Amount {
  return smaller(amount, MAX_AMOUNT);
}

function notNegative(amount: bigint): Amount {
  return larger(amount, 0n);
}
