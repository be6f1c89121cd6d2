import { accountSettings } from "../account-settings.ts";
import type { Account } from "../model/account.ts";
import { available, type Wallet } from "../model/wallet.ts";
import type { Amount } from "../money/amount.ts";
import { isStale } from "./staleness.ts";

/** Why a wallet may not be spent from, whatever the amount: the first of these that applies, in this order. */
export type GateRejection = "wallet_closed" | "wallet_frozen" | "balance_stale" | "orders_blocked";

/** The gates before any amount is known. A mirror whose balance is too old now is let through only where the account says so. */
export function gateRejection(
  account: Pick<Account, "settings">,
  wallet: Readonly<Wallet>,
  now: number,
): GateRejection | null {
  if (wallet.status === "closed") return "wallet_closed";
  if (wallet.status === "frozen") return "wallet_frozen";
  if (isStale(account, wallet, now) && accountSettings(account).stale_policy === "closed") return "balance_stale";
  return wallet.alertState === "blocked" ? "orders_blocked" : null;
}

/**
 * The amount missing for a payment; zero when it is covered. A ledger wallet covers its available balance and its
 * overdraft limit; a mirror only the surely available balance, because its provider grants no more than it shows.
 */
export function shortfall(wallet: Readonly<Wallet>, payable: Amount): Amount {
  if (wallet.source === "ledger" && wallet.overdraftLimit === null) return 0n;
  const covered = available(wallet) + (wallet.source === "ledger" ? (wallet.overdraftLimit ?? 0n) : wallet.waitingLow);
  return payable > covered ? payable - covered : 0n;
}

/** Whether waiting events decide if a mirror covers a payment; the early poll that follows them settles it. */
export function isUnconfirmed(wallet: Readonly<Wallet>, payable: Amount): boolean {
  const missing = wallet.source === "mirror" ? payable - available(wallet) : 0n;
  return missing > wallet.waitingLow && missing <= wallet.waitingHigh;
}
