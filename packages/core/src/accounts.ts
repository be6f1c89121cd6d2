import type { Draft } from "./draft.ts";
import type { Account } from "./model/account.ts";
import type { Wallet } from "./model/wallet.ts";

/** The account of a command. Commands carry an authenticated account, so a missing one is a bug. */
export function account(draft: Draft, id: number): Readonly<Account> {
  const row = draft.get("accounts", id);
  if (!row) throw new Error(`no account ${id}`);
  return row;
}

/** The wallet of a row that belongs to one, so a missing one is a bug. */
export function walletOf(
  draft: Draft,
  row: { readonly accountId: number; readonly walletId: number; readonly id: string | number },
): Readonly<Wallet> {
  const wallet = draft.get("wallets", row.accountId, row.walletId);
  if (!wallet) throw new Error(`${row.id} has no wallet`);
  return wallet;
}
