import type { Amount, Direction, TransactionKind, Wallet } from "@plimsoll/core";
import type { Period } from "./wallets.ts";

/** The transactions of one kind and direction in a period. */
export interface StatementLine {
  readonly kind: TransactionKind;
  readonly direction: Direction;
  /** Their sum, never negative. */
  readonly amount: Amount;
  readonly count: number;
}

export interface WalletStatement {
  /** The balance before the first transaction of the period. */
  readonly opening: Amount;
  /** The balance after its last one. */
  readonly closing: Amount;
  readonly lines: readonly StatementLine[];
}

/** A wallet's periods, added up. */
export interface StatementReads {
  /** `opening`, plus credits, less debits, is `closing`: they are of one range of the wallet's sequence. */
  statement(accountId: number, wallet: Readonly<Wallet>, period: Period): Promise<WalletStatement>;
}
