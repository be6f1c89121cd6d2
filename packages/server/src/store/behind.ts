import type { Account, Effects } from "@plimsoll/core";

/** Accounts with events whose deliveries the batch has left to be made. */
export function accountsBehind({ changes }: Pick<Effects, "changes">): readonly number[] {
  const accounts = changes.find(({ table }) => table === "accounts")?.updates ?? [];
  return accounts.flatMap(({ after }) => {
    const { id, fannedOut, eventCount } = after as Account;
    return fannedOut < eventCount ? [id] : [];
  });
}
