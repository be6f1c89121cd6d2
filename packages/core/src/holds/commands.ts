import { walletOf } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import { evaluationLookups } from "../alerts/owners.ts";
import type { Draft } from "../draft.ts";
import { askedAmount } from "../requests/asked-amount.ts";
import { idempotencyLookup, answered, repetition, type Answered, type Idempotency } from "../requests/idempotency.ts";
import { isOrderOf } from "../ledger/order-of.ts";
import type { Hold } from "../model/hold.ts";
import type { TransactionKind } from "../model/transaction.ts";
import type { Wallet } from "../model/wallet.ts";
import type { Amount } from "../money/amount.ts";
import { accepted, invalid, rejected, type Outcome } from "../outcome.ts";
import { capture, expire, holdRejection, isLive, setAside, releaseUnused } from "./hold.ts";
import { holdResource } from "../resources/hold.ts";
import { walk } from "../walk.ts";

export interface PlaceHold {
  readonly type: "place_hold";
  readonly accountId: number;
  readonly walletId: number;
  /** As written in the request. */
  readonly amount: unknown;
  /** Seconds, at least 1. */
  readonly expiresIn: number;
  readonly reference: string | null;
  readonly idempotency: Idempotency | null;
}

/**
 * Guards in order: wallet_not_found, idempotency_key_reused, mirror_is_read_only, wallet_closed, wallet_frozen, invalid amount,
 * insufficient_funds, balance_out_of_range.
 */
export const placeHold: Handler<PlaceHold, Answered> = {
  lookups: (command) => [
    row("wallets", command.accountId, command.walletId),
    ...idempotencyLookup(command.accountId, command.idempotency),
  ],

  apply: (draft, command): Outcome<Answered> => {
    const wallet = draft.get("wallets", command.accountId, command.walletId);
    if (!wallet) return rejected("wallet_not_found");
    const repeated = repetition(draft, command.accountId, command.idempotency);
    if (repeated) return repeated;
    if (wallet.source === "mirror") return rejected("mirror_is_read_only");
    if (wallet.status === "closed") return rejected("wallet_closed");
    if (wallet.status === "frozen") return rejected("wallet_frozen");
    const amount = askedAmount(command.amount, wallet.assetScale);
    if (!amount.ok) return amount;
    const refusal = holdRejection(wallet, amount.value);
    if (refusal) return rejected(refusal);

    const hold = setAside(draft, wallet, {
      amount: amount.value,
      expiresAt: draft.now + command.expiresIn * 1_000,
      source: "api",
      reference: command.reference,
    });
    return answer(draft, hold, wallet, command.idempotency);
  },
};

export interface CaptureHold {
  readonly type: "capture_hold";
  readonly accountId: number;
  readonly holdId: string;
  /** As written in the request; undefined or null captures all of it. */
  readonly amount: unknown;
  readonly kind: TransactionKind;
  readonly orderId: number | null;
  /** Null takes the hold's own reference. */
  readonly referenceNumber: string | null;
  readonly remarks: string | null;
  readonly idempotency: Idempotency | null;
}

/**
 * A hold is a promise: it can be captured even if the wallet was frozen or its overdraft limit lowered since. Guards in
 * order: hold_not_found, idempotency_key_reused, hold_expired, hold_not_open, invalid amount, movement_order_not_found.
 */
export const captureHold: Handler<CaptureHold, Answered> = {
  lookups: (command) => [
    row("holds", command.accountId, command.holdId),
    ...(command.orderId === null ? [] : [row("orders", command.accountId, command.orderId)]),
    ...idempotencyLookup(command.accountId, command.idempotency),
  ],

  apply: (draft, command): Outcome<Answered> => {
    const found = open(draft, command);
    if (!("hold" in found)) return found;
    const { hold, wallet } = found;
    const amount = captureAmount(command.amount, hold, wallet.assetScale);
    if (!amount.ok) return amount;
    if (!isOrderOf(draft, wallet, command.orderId)) return rejected("movement_order_not_found");

    capture(draft, wallet, hold, {
      amount: -amount.value,
      kind: command.kind,
      orderId: command.orderId,
      source: hold.source,
      referenceNumber: command.referenceNumber ?? hold.reference,
      remarks: command.remarks,
    });
    return answer(draft, hold, wallet, command.idempotency);
  },
};

function captureAmount(input: unknown, hold: Readonly<Hold>, scale: number): Outcome<Amount> {
  if (input === undefined || input === null) return accepted(hold.amount);
  const amount = askedAmount(input, scale);
  return amount.ok && amount.value > hold.amount
    ? invalid("amount", "amount must not be more than the hold's")
    : amount;
}

export interface ReleaseHold {
  readonly type: "release_hold";
  readonly accountId: number;
  readonly holdId: string;
  readonly idempotency: Idempotency | null;
}

/** Guards in order: hold_not_found, idempotency_key_reused, hold_expired, hold_not_open. */
export const releaseHold: Handler<ReleaseHold, Answered> = {
  lookups: (command) => [
    row("holds", command.accountId, command.holdId),
    ...idempotencyLookup(command.accountId, command.idempotency),
  ],

  apply: (draft, command): Outcome<Answered> => {
    const found = open(draft, command);
    if (!("hold" in found)) return found;
    releaseUnused(draft, found.wallet, found.hold);
    return answer(draft, found.hold, found.wallet, command.idempotency);
  },
};

interface Found {
  readonly hold: Readonly<Hold>;
  readonly wallet: Readonly<Wallet>;
}

/** The live hold that a command names, or the rejection or repetition that ends the command. */
function open(draft: Draft, command: CaptureHold | ReleaseHold): Found | Outcome<Answered> {
  const hold = draft.get("holds", command.accountId, command.holdId);
  if (!hold) return rejected("hold_not_found");
  const repeated = repetition(draft, command.accountId, command.idempotency);
  if (repeated) return repeated;
  if (hold.status !== "open" && hold.status !== "expired") return rejected("hold_not_open");
  if (!isLive(hold, draft.now)) return rejected("hold_expired");
  return { hold, wallet: walletOf(draft, hold) };
}

function answer(
  draft: Draft,
  { accountId, id }: Readonly<Hold>,
  wallet: Readonly<Wallet>,
  idempotency: Idempotency | null,
): Outcome<Answered> {
  const hold = draft.get("holds", accountId, id);
  if (!hold) throw new Error(`hold ${id} no longer exists`);
  return answered(draft, accountId, idempotency, JSON.stringify(holdResource(hold, wallet)));
}

/** @limit Domain: holds that one command expires. */
export const EXPIRY_PAGE = 500;

/** The tick's command: expired holds. One that was captured or released meanwhile is left alone. */
export interface ExpireHolds {
  readonly type: "expire_holds";
  readonly accountId: number;
  /** At most `EXPIRY_PAGE` ids. */
  readonly holdIds: readonly string[];
}

export const expireHolds: Handler<ExpireHolds, { readonly expired: number; readonly left: readonly string[] }> = {
  lookups: (command) => command.holdIds.map((id) => row("holds", command.accountId, id)),
  apply: (draft, command) => {
    const due = [...new Set(command.holdIds)].flatMap((id) => {
      const hold = draft.get("holds", command.accountId, id);
      return hold?.status === "open" && !isLive(hold, draft.now) ? [hold] : [];
    });
    draft.require(due.map((hold) => row("wallets", hold.accountId, hold.walletId)));
    draft.require(evaluationLookups(due.map((hold) => walletOf(draft, hold))));
    const left = walk(draft, due, (hold) => expire(draft, walletOf(draft, hold), hold));
    return accepted({ expired: due.length - left.length, left: left.map(({ id }) => id) });
  },
};
