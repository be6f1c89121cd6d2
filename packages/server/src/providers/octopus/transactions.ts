import type { ProviderTransaction, TransactionListing } from "../connector.ts";
import { member } from "../../util/outside-text/members.ts";
import { optionalDecimal, optionalId, optionalText, optionalTime } from "../../util/outside-text/text.ts";
import { readPages, type OctopusApi } from "./api.ts";
import type { Currencies } from "./currencies.ts";
import { referenceOf } from "./reference.ts";

/** @limit Providers: pages of transactions in one listing, of a hundred transactions each. */
const MAX_TRANSACTION_PAGES = 50;
/** @limit Providers: unreadable lines of one listing that are reported. */
const MAX_LINE_PROBLEMS = 5;

export async function listTransactions(
  api: OctopusApi,
  currencies: Currencies,
  walletId: string,
  since: number,
  signal: AbortSignal,
): Promise<TransactionListing> {
  const pages = await readPages(
    api,
    "/api/v1/transactions",
    { wallet_id: walletId },
    MAX_TRANSACTION_PAGES,
    (items) => reachesBack(items, since),
    signal,
  );
  const transactions: ProviderTransaction[] = [];
  let complete = pages.complete;
  let unread = 0;
  const problems: string[] = [];
  for (const { value } of pages.items) {
    const transaction = await transactionOf(value, walletId, currencies, signal);
    if (typeof transaction !== "string") {
      if (transaction.occurredAt >= since) transactions.push(transaction);
      continue;
    }
    // It may be the missing one.
    complete = false;
    unread += 1;
    if (problems.length < MAX_LINE_PROBLEMS) problems.push(transaction);
  }
  if (unread > problems.length) problems.push(`${unread - problems.length} more of its transactions cannot be read`);
  return { transactions, complete, problems, window: pages.window };
}

/** Newest first: nothing further back is needed once the last one is too old. */
export function reachesBack(items: readonly unknown[], since: number): boolean {
  const oldest = optionalTime(member(items.at(-1), "created_at"));
  return oldest !== null && oldest < since;
}

/** The problem, in words, of a line that cannot be used. */
async function transactionOf(
  value: unknown,
  walletId: string,
  currencies: Currencies,
  signal: AbortSignal,
): Promise<ProviderTransaction | string> {
  const externalId = optionalId(member(value, "id"));
  const called = externalId === null ? "one of its transactions" : `transaction ${externalId}`;
  const amount = optionalDecimal(member(value, "amount"));
  const direction = member(value, "transaction_type");
  const occurredAt = optionalTime(member(value, "created_at"));
  if (externalId === null) return `${called} has no id`;
  if (amount === null || amount.startsWith("-")) return `${called} has no amount that is a decimal`;
  if (occurredAt === null) return `${called} has no created_at that is a time`;
  if (direction !== "CREDIT" && direction !== "DEBIT") return `${called} is neither a CREDIT nor a DEBIT`;
  const currencyId = optionalId(member(value, "currency_id"));
  const currency = currencyId === null ? null : await currencies.find(currencyId, signal);
  return {
    externalId,
    externalWalletId: optionalId(member(value, "wallet_id")) ?? walletId,
    direction,
    amount,
    currency: currency?.code ?? null,
    status: optionalText(member(value, "status")),
    referenceNumber: referenceOf(value),
    remarks: optionalText(member(value, "remarks")),
    orderId: optionalId(member(value, "order_id")),
    occurredAt,
  };
}
