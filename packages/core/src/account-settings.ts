import type { StalePolicy } from "@plimsoll/contract";
import { account } from "./accounts.ts";
import type { Handler } from "./command.ts";
import { accepted, type Outcome } from "./outcome.ts";
import type { Account } from "./model/account.ts";

/** The account's decisions for all its wallets, in wire form. */
export interface AccountSettings {
  /** Business days between sending a top-up and its arrival. */
  readonly lead_time_days: number;
  readonly stale_policy: StalePolicy;
  /** A mirror without a good snapshot for this long is stale. */
  readonly stale_after_seconds: number;
}

export const DEFAULT_ACCOUNT_SETTINGS: AccountSettings = {
  lead_time_days: 2,
  stale_policy: "closed",
  stale_after_seconds: 900,
};

export function accountSettings(of: Pick<Account, "settings">): AccountSettings {
  return { ...DEFAULT_ACCOUNT_SETTINGS, ...(JSON.parse(of.settings) as Partial<AccountSettings>) };
}

/**
 * A merge patch of the account's settings: null restores a default. The shell has checked the members' types and
 * ranges.
 */
export interface UpdateAccount {
  readonly type: "update_account";
  readonly accountId: number;
  readonly patch: { readonly [K in keyof AccountSettings]?: AccountSettings[K] | null | undefined };
}

export const updateAccount: Handler<UpdateAccount, { readonly account: Account }> = {
  lookups: () => [],
  apply: (draft, { accountId, patch }): Outcome<{ account: Account }> => {
    const row = draft.edit("accounts", account(draft, accountId));
    const settings = { ...(JSON.parse(row.settings) as Record<string, unknown>) };
    for (const [name, value] of Object.entries(patch)) {
      if (value === null) delete settings[name];
      else if (value !== undefined) settings[name] = value;
    }
    row.settings = JSON.stringify(settings);
    return accepted({ account: row });
  },
};
