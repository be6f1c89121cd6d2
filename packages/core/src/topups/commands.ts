import { walletOf } from "../accounts.ts";
import { row, rows, type Handler } from "../command.ts";
import type { Draft } from "../draft.ts";
import { askedAmount } from "../requests/asked-amount.ts";
import { idempotencyLookup, answered, repetition, type Answered, type Idempotency } from "../requests/idempotency.ts";
import type { Topup, TopupStatus } from "../model/topup.ts";
import type { Wallet } from "../model/wallet.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import { topupResource } from "../resources/topup.ts";
import { announce, end, emitTopup, usualArrival } from "./topup.ts";
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
  proposed: ["initiated", "sent", "cancelled"],
  initiated: ["sent", "settled", "cancelled"],
  sent: ["settled", "cancelled"],
  overdue: ["sent", "settled", "cancelled"],
  settled: [],
  cancelled: [],
};

/** A merge patch: an undefined field stays as it is. */
export interface UpdateTopup {
  readonly type: "update_topup";
  readonly accountId: number;
  readonly topupId: string;
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
 * amount of sent money), invalid amount.
 */
export const updateTopup: Handler<UpdateTopup, { readonly topup: Topup; readonly wallet: Readonly<Wallet> }> = {
  lookups: (command) => [row("topups", command.accountId, command.topupId)],

  apply: (draft, { accountId, topupId, patch }) => {
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
    // An empty patch changes nothing and emits no event.
    if ([status, patch.amount, patch.reference, patch.expectedAt].every((value) => value === undefined)) {
      return accepted({ topup: before, wallet });
    }

    const topup = draft.edit("topups", before);
    topup.amount = amount.value;
    if (patch.reference !== undefined) topup.reference = patch.reference;
    topup.updatedAt = draft.now;
    if (status === "settled" || status === "cancelled") {
      return accepted({ topup: end(draft, wallet, topup, status), wallet });
    }
    if (status !== undefined) topup.status = status;
    if (status === "sent") topup.sentAt = draft.now;
    expect(draft, topup, patch.expectedAt, status !== undefined);
    emitTopup(draft, wallet, "topup.updated", topup);
    return accepted({ topup, wallet });
  },
};

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
    topup.status = topup.sentAt === null ? "initiated" : "sent";
  }
  topup.dueAt = topup.status === "initiated" || topup.status === "sent" ? topup.expectedAt : null;
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
      emitTopup(draft, walletOf(draft, topup), "topup.overdue", topup);
    });
    return accepted({ marked: due.length - left.length, left: left.map(({ id }) => id) });
  },
};
