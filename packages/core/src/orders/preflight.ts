import type { PreflightCode } from "@plimsoll/contract";
import type { Account } from "../model/account.ts";
import { available, type Wallet } from "../model/wallet.ts";
import type { Amount } from "../money/amount.ts";
import { gateRejection, isUnconfirmed, shortfall } from "../gates/gate.ts";

/** The payment, or why it is not known. */
export type Payment =
  | { readonly payable: Amount }
  | { readonly unknown: Extract<PreflightCode, "PRODUCT_ARCHIVED" | "FX_RATE_MISSING" | "QUOTE_UNAVAILABLE"> };

export interface Preflight {
  readonly code: PreflightCode;
  readonly available: Amount;
  /** Null when it is not known. */
  readonly payable: Amount | null;
  readonly shortfall: Amount | null;
  /** Waiting events decide whether the payment is covered; the code assumes the worst. */
  readonly unconfirmed: boolean;
}

const CODES = {
  wallet_closed: "WALLET_CLOSED",
  wallet_frozen: "WALLET_FROZEN",
  balance_stale: "BALANCE_STALE",
  orders_blocked: "ORDERS_BLOCKED",
} as const;

/** Whether such an order would be accepted now. Decides by the same gates as the order, and changes nothing. */
export function preflight(
  account: Pick<Account, "settings">,
  wallet: Readonly<Wallet>,
  payment: Payment,
  now: number,
): Preflight {
  const payable = "payable" in payment ? payment.payable : null;
  const missing = payable === null ? null : shortfall(wallet, payable);
  const closed = gateRejection(account, wallet, now);
  const code = closed
    ? CODES[closed]
    : "unknown" in payment
      ? payment.unknown
      : missing !== null && missing > 0n
        ? "INSUFFICIENT_FUNDS"
        : "OK";
  const unconfirmed = code === "INSUFFICIENT_FUNDS" && isUnconfirmed(wallet, payable ?? 0n);
  return { code, available: available(wallet) + wallet.waitingLow, payable, shortfall: missing, unconfirmed };
}
