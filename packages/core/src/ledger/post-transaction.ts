import { row, type Handler } from "../command.ts";
import { accepted, rejected, replayed, type Outcome } from "../outcome.ts";
import type { Direction, Transaction, TransactionKind } from "../model/transaction.ts";
import { askedAmount } from "../requests/asked-amount.ts";
import { idempotencyLookup, remember, replayedTransaction, seen, type Idempotency } from "../requests/idempotency.ts";
import { isOrderOf } from "./order-of.ts";
import { post, postingRejection } from "./post.ts";
import type { Denomination } from "../model/wallet.ts";

/** A credit or debit requested through the API. */
export interface PostTransaction {
  readonly type: "post_transaction";
  readonly accountId: number;
  readonly walletId: number;
  readonly direction: Direction;
  /** As written in the request: a decimal string or a JSON number. */
  readonly amount: unknown;
  readonly kind: TransactionKind;
  readonly orderId: number | null;
  readonly source: string | null;
  readonly referenceNumber: string | null;
  readonly remarks: string | null;
  readonly idempotency: Idempotency | null;
  /** Of a refund: the time of the refunded spend, where that is known. */
  readonly spentAt?: number | null;
}

export interface Posted {
  readonly transaction: Transaction;
  readonly denomination: Denomination;
}

/**
 * Guards in order: wallet_not_found, idempotency_key_reused, mirror_is_read_only, wallet_closed, wallet_frozen (debits), invalid
 * amount, movement_order_not_found, insufficient_funds, balance_out_of_range. A repetition is recognized before the
 * wallet's present state is checked.
 */
export const postTransaction: Handler<PostTransaction, Posted> = {
  lookups: (command) => {
    const lookups = [
      row("wallets", command.accountId, command.walletId),
      ...idempotencyLookup(command.accountId, command.idempotency),
    ];
    if (command.orderId !== null) lookups.push(row("orders", command.accountId, command.orderId));
    return lookups;
  },

  apply: (draft, command): Outcome<Posted> => {
    const wallet = draft.get("wallets", command.accountId, command.walletId);
    if (!wallet) return rejected("wallet_not_found");
    const denomination = { currency: wallet.currency, assetScale: wallet.assetScale };
    const before = seen(draft, command.accountId, command.idempotency);
    if (before.type === "reused") return rejected("idempotency_key_reused");
    if (before.type === "replay") {
      return replayed({ transaction: replayedTransaction(draft, before.entry), denomination });
    }
    if (wallet.source === "mirror") return rejected("mirror_is_read_only");
    if (wallet.status === "closed") return rejected("wallet_closed");
    if (wallet.status === "frozen" && command.direction === "DEBIT") {
      return rejected("wallet_frozen");
    }
    const amount = askedAmount(command.amount, wallet.assetScale);
    if (!amount.ok) return amount;
    if (!isOrderOf(draft, wallet, command.orderId)) return rejected("movement_order_not_found");
    const signed = command.direction === "DEBIT" ? -amount.value : amount.value;
    const refusal = postingRejection(wallet, signed);
    if (refusal) return rejected(refusal);

    const { kind, orderId, source, referenceNumber, remarks, spentAt } = command;
    const transaction = post(draft, wallet, {
      amount: signed,
      kind,
      orderId,
      source,
      referenceNumber,
      remarks,
      spentAt: spentAt ?? null,
    });
    remember(draft, command.accountId, command.idempotency, transaction.id);
    return accepted({ transaction, denomination });
  },
};
