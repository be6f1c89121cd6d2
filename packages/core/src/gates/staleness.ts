import { accountSettings } from "../account-settings.ts";
import type { Account } from "../model/account.ts";
import type { Wallet } from "../model/wallet.ts";

/** @limit Polling: missed polls after which a mirror is stale. */
const STALE_CADENCES = 2;

/** The longest age of a usable mirror's balance. `cadenceMs`: the longest interval between its provider's polls. */
export function freshForMs(account: Pick<Account, "settings">, cadenceMs: number): number {
  return Math.max(accountSettings(account).stale_after_seconds * 1_000, STALE_CADENCES * cadenceMs);
}

/** Whether a balance is too old now, whether or not it has been marked: after a start the mark may be missing. */
export function isStale(
  account: Pick<Account, "settings">,
  { stale, syncedAt, cadenceMs }: Pick<Wallet, "stale" | "syncedAt" | "cadenceMs">,
  now: number,
): boolean {
  return stale || (syncedAt !== null && now - syncedAt > freshForMs(account, cadenceMs));
}
