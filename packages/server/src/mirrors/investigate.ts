import { LISTED_TRANSACTIONS, type ListedMovement, type Provider } from "@plimsoll/core";
import type { Committer } from "../store/commit/committer.ts";
import { withDeadline } from "../util/deadline.ts";
import type { Connector, ProviderTransaction } from "../providers/connector.ts";
import type { DriftingWallet } from "../store/port/providers.ts";

/** @limit Polling: time for a provider to list a wallet's transactions. */
const LIST_TIMEOUT_MS = 30_000;

/** Searches the provider's own list for the explanation of a wallet's open drifts. Rejects with `ProviderError`. */
export async function investigate(
  committer: Pick<Committer, "submit">,
  provider: Provider,
  { walletId, externalId, since }: DriftingWallet,
  connector: Connector,
  signal: AbortSignal,
): Promise<void> {
  const listed = connector.capabilities.transactions
    ? await completed(connector, externalId, since, signal)
    : { transactions: null };
  await committer.submit({
    type: "investigate_drifts",
    accountId: provider.accountId,
    walletId,
    ...listed,
  });
}

interface Listed {
  readonly transactions: readonly ListedMovement[];
  readonly problems: readonly string[];
  readonly complete: boolean;
}

async function completed(
  connector: Connector,
  externalId: string,
  since: number,
  signal: AbortSignal,
): Promise<Listed> {
  const {
    transactions,
    problems = [],
    complete,
  } = await withDeadline(LIST_TIMEOUT_MS, [signal], (limited) =>
    connector.listTransactions(externalId, since, limited),
  );
  const moved = transactions.filter(isCompleted);
  return {
    transactions: moved.slice(0, LISTED_TRANSACTIONS),
    problems,
    complete: complete && moved.length <= LISTED_TRANSACTIONS,
  };
}

/** Failed or pending transactions have not moved the balance. */
export function isCompleted({ status }: ProviderTransaction): boolean {
  return status === null || status.toUpperCase() === "COMPLETED";
}
