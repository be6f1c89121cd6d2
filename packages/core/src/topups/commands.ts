import { accountSettings } from "../account-settings.ts";
import { account, walletOf } from "../accounts.ts";
import { row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { askedAmount } from "../requests/asked-amount.ts";
import { idempotencyLookup, answered, repetition, type Answered, type Idempotency } from "../requests/idempotency.ts";
import { movedTo, type Topup, type TopupStatus } from "../model/topup.ts";
import type { Wallet } from "../model/wallet.ts";
import type { Amount } from "../money/amount.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import { topupResource } from "../resources/topup.ts";
import { needsApproval } from "./settings.ts";
import { announce, end, emitTopup, notifyTopup, usualArrival } from "./topup.ts";
import { walk } from "../walk.ts";

/** @limit Domain: open top-ups of a wallet. */
export const MAX_OPEN_TOPUPS = 100;
/** @limit Domain: top-ups that one command marks as overdue. */
export const OVERDUE_PAGE = 500;

/** A top-up that a caller has initiated. */
export interface CreateTopup {
  readonly type: "create_topup";
  readonly accountId: number;
  readonly walletId: number;
  /** As written in the request. */
  readonly amount: unknown;
  readonly method: Topup["method"];
  readonly reference: string | null;
  /** Unix milliseconds; null for the lead time from now. */
  readonly expectedAt: number | null;
  /** The API key. */
  readonly by: string | null;
  readonly idempotency: Idempotency | null;
}

/** Guards in order: wallet_not_found, idempotency_key_reused, wallet_closed, invalid amount, too_many. */
export const createTopup: Handler<CreateTopup, Answered> = {
  lookups: (command) => [
    row("wallets", command.accountId, command.walletId),
    rows("topups", "open", command.accountId, command.walletId),
    ...idempotencyLookup(command.accountId, command.idempotency),
  ],

  apply: (draft, command): Outcome<Answered> => {
    const wallet = draft.get("wallets", command.accountId, command.walletId);
    if (!wallet) return rejected("wallet_not_found");
    const repeated = repetition(draft, command.accountId, command.idempotency);
    if (repeated) return repeated;
    if (wallet.status === "closed") return rejected("wallet_closed");
    const amount = askedAmount(command.amount, wallet.assetScale);
    if (!amount.ok) return amount;
    if (wallet.openTopups >= MAX_OPEN_TOPUPS) {
      const message = `a wallet has at most ${MAX_OPEN_TOPUPS} open top-ups`;
      return rejected("too_many", [{ field: "wallet_id", message }]);
    }
    const topup = announce(draft, wallet, {
      amount: amount.value,
      method: command.method,
      source: "api",
      reference: command.reference,
      expectedAt: command.expectedAt,
      by: command.by,
    });
    const body = JSON.stringify(topupResource(topup, wallet));
    return answered(draft, command.accountId, command.idempotency, body);
  },
};

/**
 * The statuses to which a caller may move a top-up from each status. Time makes it overdue, and settled or cancelled
 * ones stay so.
 */
const MOVES: Readonly<Record<TopupStatus, readonly TopupStatus[]>> = {
  proposed: ["approved", "initiated", "sent", "cancelled"],
  approved: ["sent", "settled", "cancelled"],
  initiated: ["approved", "sent", "settled", "cancelled"],
  sent: ["settled", "cancelled"],
  overdue: ["approved", "sent", "settled", "cancelled"],
  settled: [],
  cancelled: [],
};

/** Those that become overdue. */
const AWAITED: ReadonlySet<TopupStatus> = new Set(["approved", "initiated", "sent"]);

/** A merge patch: an undefined field stays as it is. */
export interface UpdateTopup {
  readonly type: "update_topup";
  readonly accountId: number;
  readonly topupId: string;
  /** The API key. */
  readonly by: string | null;
  readonly patch: {
    readonly status?: TopupStatus | undefined;
    /** As written in the request. */
    readonly amount?: unknown;
    readonly reference?: string | null | undefined;
    /** Null restores the expectation by the lead time. */
    readonly expectedAt?: number | null | undefined;
  };
}

/**
 * Guards in order: topup_not_found, topup_ended (settled or cancelled), topup_status (no such move), topup_sent (the
 * amount of approved or sent money), invalid amount, topup_own_approval (above the account's amount, by the proposer),
 * topup_unapproved (sent above it without an approval).
 */
export const updateTopup: Handler<UpdateTopup, { readonly topup: Topup; readonly wallet: Readonly<Wallet> }> = {
  lookups: (command) => [row("topups", command.accountId, command.topupId)],

  apply: (draft, { accountId, topupId, patch, by }) => {
    const before = draft.get("topups", accountId, topupId);
    if (!before) return rejected("topup_not_found");
    const wallet = walletOf(draft, before);
    if (before.openWalletId === null) return rejected("topup_ended");
    const status = patch.status === before.status ? undefined : patch.status;
    if (status !== undefined && !MOVES[before.status].includes(status)) return rejected("topup_status");
    if (patch.amount !== undefined && before.status !== "proposed" && before.status !== "initiated") {
      return rejected("topup_sent");
    }
    const amount = patch.amount === undefined ? accepted(before.amount) : askedAmount(patch.amount, wallet.assetScale);
    if (!amount.ok) return amount;
    const refusal = approvalRefusal(draft, wallet, before, { amount: amount.value, status, by });
    if (refusal) return rejected(refusal);
    // An empty patch changes nothing and emits no event.
    if ([status, patch.amount, patch.reference, patch.expectedAt].every((value) => value === undefined)) {
      return accepted({ topup: before, wallet });
    }

    const topup = draft.edit("topups", before);
    if (topup.amount !== amount.value) topup.proposedBy = by;
    topup.amount = amount.value;
    if (patch.reference !== undefined) topup.reference = patch.reference;
    topup.updatedAt = draft.now;
    if (status === "cancelled") topup.cancelledBy = by;
    if (status === "approved") {
      topup.approvedBy = by;
      topup.approvedAt = draft.now;
    }
    if (status === "settled" || status === "cancelled") {
      return accepted({ topup: end(draft, wallet, topup, status), wallet });
    }
    if (status !== undefined) topup.status = status;
    if (status === "sent") {
      topup.sentAt = draft.now;
      topup.sentBy = by;
    }
    expect(draft, topup, patch.expectedAt, status !== undefined);
    emitTopup(draft, wallet, "topup.updated", topup);
    return accepted({ topup, wallet });
  },
};

/** Above the account's amount, a second key has to agree before money is sent. */
function approvalRefusal(
  draft: Draft,
  { accountId, assetScale }: Readonly<Wallet>,
  { proposedBy, approvedBy }: Readonly<Topup>,
  {
    amount,
    status,
    by,
  }: { readonly amount: Amount; readonly status: TopupStatus | undefined; readonly by: string | null },
): "topup_own_approval" | "topup_unapproved" | null {
  if (status !== "approved" && status !== "sent" && status !== "initiated") return null;
  if (!needsApproval(accountSettings(account(draft, accountId)), amount, assetScale)) return null;
  if (status === "approved") return by !== null && by === proposedBy ? "topup_own_approval" : null;
  return status === "sent" && approvedBy === null ? "topup_unapproved" : null;
}

/** Sets the expected time again when the caller gives one or the money has been sent. */
function expect(draft: Draft, topup: Topup, given: number | null | undefined, moved: boolean): void {
  if (given !== undefined) topup.expectationGiven = given !== null;
  if (topup.status === "proposed" && given === undefined) return;
  const passed = topup.expectedAt === null || topup.expectedAt <= draft.now;
  if (given) topup.expectedAt = given;
  else if (given === null || (moved && (!topup.expectationGiven || passed))) {
    topup.expectedAt = usualArrival(draft, topup.accountId);
  }
  // Expected later after all: it is on its way again.
  if (topup.status === "overdue" && topup.expectedAt !== null && topup.expectedAt > draft.now) {
    topup.status = movedTo(topup);
  }
  topup.dueAt = AWAITED.has(topup.status) ? topup.expectedAt : null;
}

/** The expectation of these top-ups has passed. Those that settled meanwhile, or are expected later by now, are left alone. */
export interface MarkOverdue {
  readonly type: "mark_overdue";
  readonly accountId: number;
  /** At most `OVERDUE_PAGE` ids. */
  readonly topupIds: readonly string[];
}

export const markOverdue: Handler<MarkOverdue, { readonly marked: number; readonly left: readonly string[] }> = {
  lookups: (command) => command.topupIds.map((id) => row("topups", command.accountId, id)),
  apply: (draft, { accountId, topupIds }) => {
    const due = topupIds
      .map((id) => draft.get("topups", accountId, id))
      .filter((topup) => topup !== null)
      .filter(({ dueAt }) => dueAt !== null && dueAt <= draft.now);
    draft.require(due.map(({ walletId }) => row("wallets", accountId, walletId)));
    const left = walk(draft, due, (before) => {
      const topup = draft.edit("topups", before);
      topup.status = "overdue";
      topup.dueAt = null;
      topup.updatedAt = draft.now;
      const wallet = walletOf(draft, topup);
      emitTopup(draft, wallet, "topup.overdue", topup);
      notifyTopup(draft, wallet, "topup_overdue", topup);
    });
    return accepted({ marked: due.length - left.length, left: left.map(({ id }) => id) });
  },
};
