import type { TopupMethod, TopupSource, TopupStatus } from "@plimsoll/contract";
import type { Amount } from "../money/amount.ts";

export type { TopupStatus };

/** Money announced, sent and expected on a wallet. It moves no balance: the credit that settles it does. */
export interface Topup {
  readonly accountId: number;
  readonly id: string;
  /** 1, 2, 3 … in the account. */
  readonly position: number;
  readonly walletId: number;
  /** The wallet's id until the top-up is settled or cancelled, null from then on: open top-ups are found by it. */
  openWalletId: number | null;
  amount: Amount;
  readonly method: TopupMethod;
  status: TopupStatus;
  /** The source of the announcement: an API caller, or a critical alert that proposed it. */
  readonly source: TopupSource;
  reference: string | null;
  /** The expected time of the credit; null for a proposal. */
  expectedAt: number | null;
  /** Whether a caller gave the time; otherwise it follows from the lead time and moves when the money is sent. */
  expectationGiven: boolean;
  /** `expectedAt` while it can become overdue, null otherwise. */
  dueAt: number | null;
  sentAt: number | null;
  /** The API key that announced it, or last changed its amount; null for an alert. */
  proposedBy: string | null;
  approvedBy: string | null;
  approvedAt: number | null;
  sentBy: string | null;
  cancelledBy: string | null;
  /** The credit that settled it, and its amount. */
  transactionId: number | null;
  settledAmount: Amount | null;
  readonly createdAt: number;
  updatedAt: number;
}

/** The status to which people have moved a top-up, whatever time has made of it since. */
export function movedTo({ status, sentAt, approvedBy }: Readonly<Topup>): TopupStatus {
  if (status !== "overdue") return status;
  if (sentAt !== null) return "sent";
  return approvedBy === null ? "initiated" : "approved";
}
