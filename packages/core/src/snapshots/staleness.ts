import { accountSettings } from "../account-settings.ts";
import type { Account } from "../model/account.ts";
import type { Wallet } from "../model/wallet.ts";

/** @limit Polling: missed polls after which a mirror is stale. */
const STALE_CADENCES = 2;

/** How old a mirror's balance may be. `cadenceMs`: the longest that its provider's polls are apart. */
export function freshForMs(account: Pick<Account, "settings">, cadenceMs: number): number {
  return Math.max(accountSettings(account).stale_after_seconds * 1_000, STALE_CADENCES * cadenceMs);
}

/** Whether a balance is too old now, be it marked yet or not: after a start nobody has looked. */
export function isStale(
  account: Pick<Account, "settings">,
  { stale, syncedAt, cadenceMs }: Pick<Wallet, "stale" | "syncedAt" | "cadenceMs">,
  now: number,
): boolean {
  return stale || (syncedAt !== null && now - syncedAt > freshForMs(account, cadenceMs));
}
