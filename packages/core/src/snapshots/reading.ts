import { isAmount, type Amount } from "../money/amount.ts";
import { parseDecimal, toScale } from "../money/decimal.ts";
import type { WalletType } from "../model/wallet.ts";

/** One wallet as its provider's balances showed it. */
export interface SnapshotReading {
  readonly externalId: string;
  /** An ISO 4217 code. */
  readonly currency: string;
  /** What may be spent, decimal text. */
  readonly available: string;
  /** The scale of a wallet that is created from it: the provider's, or the currency's. */
  readonly assetScale: number;
  readonly walletType: WalletType;
  /** For a wallet that is created from it. */
  readonly name: string;
  /** By our clock: from the request sent to the answer received. */
  readonly window: { readonly from: number; readonly to: number };
}

/** An amount, or why it is none, in words. */
export type ReadAmount =
  | { readonly ok: true; readonly value: Amount }
  | { readonly ok: false; readonly message: string };

/** The balance in units of 10^-scale. Zeros beyond the scale change nothing; other digits there are refused, for money is never rounded. */
export function readAmount(available: string, scale: number): ReadAmount {
  const decimal = parseDecimal(available);
  if (!decimal.ok) return { ok: false, message: `${short(available)} is not an amount` };
  const value = toScale(decimal.value, scale, "floor");
  if (value !== toScale(decimal.value, scale, "ceil")) {
    return { ok: false, message: `${short(available)} is finer than the wallet's ${scale} decimal places` };
  }
  return isAmount(value)
    ? { ok: true, value }
    : { ok: false, message: `${short(available)} is beyond what a wallet can hold` };
}

function short(text: string): string {
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
