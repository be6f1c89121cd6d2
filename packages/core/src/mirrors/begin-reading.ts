import { account } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";

/** Marks that a provider's balances are about to be requested. */
export interface BeginReading {
  readonly type: "begin_reading";
  readonly accountId: number;
  readonly providerId: string;
}

/** The order of a reading among others and among what was stored before and after its request. It contains no clock. */
export interface ReadingNumber {
  /** 1, 2, 3 … per provider. */
  readonly number: number;
  /** The account's newest transaction at the request: one with a greater id was posted later. */
  readonly lastTransactionId: number;
}

export interface BegunReading extends ReadingNumber {
  /** The account's newest wallet at the request: the reading does not cover one with a greater id. */
  readonly lastWalletId: number;
}

/**
 * Numbers a reading. Commit it before the first request is sent: then the reading contains everything received before.
 */
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
