import { account } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";

/** A provider's balances are about to be asked for. */
export interface BeginReading {
  readonly type: "begin_reading";
  readonly accountId: number;
  readonly providerId: string;
}

/** What orders a reading among others and among what was stored before and after it was asked for. No clock is in it. */
export interface ReadingNumber {
  /** 1, 2, 3 … per provider. */
  readonly number: number;
  /** The account's newest transaction when it was asked for: what has a greater id was posted later. */
  readonly lastTransactionId: number;
}

export interface BegunReading extends ReadingNumber {
  /** The account's newest wallet when it was asked for: the reading says nothing of what has a greater id. */
  readonly lastWalletId: number;
}

/** Numbers a reading. To be committed before its first request is sent: then all that was received before is in it. */
export const beginReading: Handler<BeginReading, BegunReading> = {
  lookups: ({ accountId, providerId }) => [row("providers", accountId, providerId)],
  apply: (draft, { accountId, providerId }): Outcome<BegunReading> => {
    const found = draft.get("providers", accountId, providerId);
    if (!found) return rejected("provider_not_found");
    const provider = draft.edit("providers", found);
    provider.readingCount += 1;
    const { transactionCount: lastTransactionId, walletCount: lastWalletId } = account(draft, accountId);
    return accepted({ number: provider.readingCount, lastTransactionId, lastWalletId });
  },
};
