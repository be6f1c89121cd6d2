import type { Direction, TransactionKind } from "@plimsoll/contract";
import type { Amount } from "../money/amount.ts";

export type { Direction, TransactionKind };

/** One immutable movement of a wallet. `amount` is signed: a credit is positive, a debit negative. */
export interface Transaction {
  readonly accountId: number;
  readonly id: number;
  readonly walletId: number;
  readonly sequence: number;
  readonly amount: Amount;
  readonly balanceAfter: Amount;
  readonly kind: TransactionKind;
  readonly orderId: number | null;
  readonly source: string | null;
  readonly referenceNumber: string | null;
  readonly remarks: string | null;
  /** The time by the provider; null for our own transactions. */
  readonly occurredAt: number | null;
  /** The provider's id for it (`ledger_id` of a webhook). */
  readonly externalId: string | null;
  /** The event of the provider's that was applied as it came; null for every other transaction. */
  readonly eventId: string | null;
  readonly createdAt: number;
}
