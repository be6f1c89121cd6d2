import type { EventType } from "@plimsoll/contract";
import { isUnconfirmed } from "../gates/gate.ts";
import { account } from "../accounts.ts";
import { reviewAlerts } from "../alerts/review.ts";
import type { Draft } from "../draft.ts";
import { emit } from "../events/emit.ts";
import { post, postingRejection, type Posting, type PostingRejection } from "../ledger/post.ts";
import type { Hold, HoldSource, HoldStatus } from "../model/hold.ts";
import type { Transaction } from "../model/transaction.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { MAX_AMOUNT, type Amount } from "../money/amount.ts";
import { holdResource } from "../resources/hold.ts";

/** A hold that has passed its guards. */
export interface Placement {
  /** Greater than zero, in the wallet's scale. */
  readonly amount: Amount;
  readonly expiresAt: number;
  readonly source: HoldSource;
  readonly reference?: string | null;
  readonly externalId?: string | null;
}

/**
 * May this amount be set aside? As much as could be debited now; of a mirror never more than is available, for what lies below is the
 * provider's to grant.
 */
export function holdRejection(
  wallet: Readonly<Wallet>,
  amount: Amount,
): PostingRejection | "balance_unconfirmed" | null {
  if (wallet.source === "mirror" && available(wallet) + wallet.waitingLow < amount) {
    return isUnconfirmed(wallet, amount) ? "balance_unconfirmed" : "insufficient_funds";
  }
  const refusal = postingRejection(wallet, -amount);
  if (refusal) return refusal;
  return wallet.held + amount > MAX_AMOUNT ? "balance_out_of_range" : null;
}

/** Sets the amount aside. Call after `holdRejection` found nothing. */
export function setAside(draft: Draft, wallet: Readonly<Wallet>, placement: Placement): Hold {
  const owner = draft.edit("accounts", account(draft, wallet.accountId));
  owner.holdCount += 1;
  const hold = draft.insert("holds", {
    accountId: wallet.accountId,
    id: draft.newId("hold"),
    position: owner.holdCount,
    walletId: wallet.id,
    amount: placement.amount,
    captured: 0n,
    status: "open",
    expiresAt: placement.expiresAt,
    source: placement.source,
    reference: placement.reference ?? null,
    externalId: placement.externalId ?? null,
    transactionId: null,
    createdAt: draft.now,
    updatedAt: draft.now,
  });
  const target = draft.edit("wallets", wallet);
  target.held += placement.amount;
  report(draft, target, "hold.created", hold);
  return hold;
}

/** Whether a hold still keeps its amount: it is open and has not expired, whether or not the sweep has closed it. */
export function isLive(hold: Readonly<Hold>, now: number): boolean {
  return hold.status === "open" && now < hold.expiresAt;
}

/**
 * Ends an open hold with a debit of `-posting.amount`, the amount that was spent; the rest of the hold becomes
 * available. The debit may exceed the hold (a card's tip): the caller decides whether that is allowed. On a mirror the
 * provider reports the debit, so only the hold ends, and the result is null.
 */
export function capture(
  draft: Draft,
  wallet: Readonly<Wallet>,
  target: Readonly<Hold>,
  posting: Posting,
): Transaction | null {
  const hold = close(draft, wallet, target, "captured");
  hold.captured = -posting.amount;
  // Freed first, so that no balance is visible from which the amount is missing twice.
  const transaction = wallet.source === "mirror" ? null : post(draft, wallet, posting);
  hold.transactionId = transaction?.id ?? null;
  report(draft, draft.edit("wallets", wallet), "hold.captured", hold);
  return transaction;
}

/**
 * Ends an open hold of a mirror with the debit that the provider has reported, so that alerts see one change of the
 * balance.
 */
export function captureReportedDebit(
  draft: Draft,
  wallet: Readonly<Wallet>,
  target: Readonly<Hold>,
  posting: Posting,
): Transaction {
  const hold = close(draft, wallet, target, "captured");
  hold.captured = -posting.amount;
  const transaction = post(draft, wallet, posting);
  hold.transactionId = transaction.id;
  report(draft, draft.edit("wallets", wallet), "hold.captured", hold);
  return transaction;
}

/**
 * Ends an open hold of a mirror whose debit the balance already contains or is about to. The caller evaluates alerts.
 */
export function captureSeenDebit(draft: Draft, wallet: Readonly<Wallet>, target: Readonly<Hold>): Hold {
  const hold = close(draft, wallet, target, "captured");
  hold.captured = hold.amount;
  emitHold(draft, draft.edit("wallets", wallet), "hold.captured", hold);
  return hold;
}

/** Ends an open hold with nothing taken. */
export function releaseUnused(draft: Draft, wallet: Readonly<Wallet>, target: Readonly<Hold>): Hold {
  return letGo(draft, wallet, target, "released");
}

/** Ends an open hold that has expired. */
export function expire(draft: Draft, wallet: Readonly<Wallet>, target: Readonly<Hold>): Hold {
  return letGo(draft, wallet, target, "expired");
}

function letGo(
  draft: Draft,
  wallet: Readonly<Wallet>,
  target: Readonly<Hold>,
  status: Extract<HoldStatus, "released" | "expired">,
): Hold {
  const hold = close(draft, wallet, target, status);
  report(draft, draft.edit("wallets", wallet), `hold.${status}`, hold);
  return hold;
}

function close(draft: Draft, target: Readonly<Wallet>, closing: Readonly<Hold>, status: HoldStatus): Hold {
  if (closing.status !== "open") throw new Error(`hold ${closing.id} is ${closing.status} already`);
  const hold = draft.edit("holds", closing);
  hold.status = status;
  hold.updatedAt = draft.now;
  const wallet = draft.edit("wallets", target);
  wallet.held -= hold.amount;
  wallet.updatedAt = draft.now;
  return hold;
}

type HoldEvent = Extract<EventType, `hold.${string}`>;

function emitHold(draft: Draft, wallet: Readonly<Wallet>, type: HoldEvent, hold: Readonly<Hold>): void {
  emit(draft, wallet.accountId, type, { data: holdResource(hold, wallet) });
}

/** Emits the event of a change of `held`, and evaluates the alerts that it concerns. */
function report(draft: Draft, wallet: Readonly<Wallet>, type: HoldEvent, hold: Readonly<Hold>): void {
  emitHold(draft, wallet, type, hold);
  reviewAlerts(draft, wallet, { type: "hold", hold_id: hold.id });
}
