import type { Draft } from "../draft.ts";
import type { Amount } from "../money/amount.ts";
import type { Wallet } from "../model/wallet.ts";

/** Sets the spend of an earlier day to what `change` makes of it. The day's row must be loaded; it may not exist yet. */
export function setDaySpend(
  draft: Draft,
  { accountId, id }: Readonly<Pick<Wallet, "accountId" | "id">>,
  day: number,
  change: (before: Amount) => Amount,
): void {
  const before = draft.get("walletSpend", accountId, id, day);
  const spend = change(before?.spend ?? 0n);
  if (before) draft.edit("walletSpend", before).spend = spend;
  else draft.insert("walletSpend", { accountId, walletId: id, day, spend });
}
