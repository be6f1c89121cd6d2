import type { Draft } from "./draft.ts";
import type { Account } from "./model/account.ts";

/** The account of a command. Commands carry an authenticated account, so a missing one is a bug. */
export function account(draft: Draft, id: number): Readonly<Account> {
  const row = draft.get("accounts", id);
  if (!row) throw new Error(`no account ${id}`);
  return row;
}
