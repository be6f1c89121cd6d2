import type { Account as AccountResource } from "@plimsoll/contract";
import { accountSettings, DEFAULT_TOPUP_SETTINGS, isoTime, type Account } from "@plimsoll/core";

export function accountResource(account: Account): AccountResource {
  const settings = accountSettings(account);
  const defaults = { ...DEFAULT_TOPUP_SETTINGS, ...settings.topup };
  return {
    id: account.id,
    name: account.name,
    ...settings,
    holidays: [...settings.holidays],
    topup: { ...defaults, methods: [...defaults.methods] },
    created_at: isoTime(account.createdAt),
  };
}
