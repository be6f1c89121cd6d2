import type { Draft } from "../draft.ts";
import { available, type Wallet } from "../model/wallet.ts";
import { evaluateWallet } from "./evaluate.ts";
import type { Cause } from "./log-change.ts";

/** Evaluates a wallet whose available balance has changed and left its quiet range. */
export function reviewAlerts(draft: Draft, wallet: Readonly<Wallet>, cause: Cause): void {
  const free = available(wallet);
  if (free <= wallet.alertFloor || free >= wallet.alertCeiling) evaluateWallet(draft, wallet, cause);
}
