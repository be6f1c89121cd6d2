import type { Account as AccountResource } from "@plimsoll/contract";
import { accountSettings, isoTime, type Account } from "@plimsoll/core";

export function accountResource(account: Account): AccountResource {
  return {
    id: account.id,
    name: account.name,
    ...accountSettings(account),
    created_at: isoTime(account.createdAt),
  };
}
