import type { Draft } from "../draft.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { evaluateWallet } from "./evaluate.ts";
import type { Cause } from "./log-change.ts";

/** Follows a changed available balance, and evaluates a wallet whose balance has left its quiet range. */
export function reviewAlerts(draft: Draft, wallet: Readonly<Wallet>, cause: Cause): void {
  const free = available(wallet);
  if (free < wallet.lowest) draft.edit("wallets", wallet).lowest = free;
  if (free <= wallet.alertFloor || free >= wallet.alertCeiling) evaluateWallet(draft, wallet, cause);
}
