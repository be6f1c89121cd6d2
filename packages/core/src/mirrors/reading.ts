import { floorAmount, type Amount } from "../money/amount.ts";
import type { WalletType } from "../model/wallet.ts";

/** One wallet as its provider's balances showed it. */
export interface SnapshotReading {
  readonly externalId: string;
  /** An ISO 4217 code. */
  readonly currency: string;
  /** The available balance, decimal text. */
  readonly available: string;
  /** The scale of a wallet that is created from it: the provider's, or the currency's. */
  readonly assetScale: number;
  readonly walletType: WalletType;
  /** For a wallet that is created from it. */
  readonly name: string;
  /** By our clock: from the request to the whole response. */
  readonly window: { readonly from: number; readonly to: number };
}

/** An amount, or why it is invalid, in words. */
export type ReadAmount =
  | { readonly ok: true; readonly value: Amount }
  | { readonly ok: false; readonly message: string };

/**
 * The effect of digits other than zeros beyond a wallet's scale. refuse: movements have the same amounts, and would no
 * longer add up to a rounded balance. floor: there is only the balance, and less is safer than more.
 */
export type Finer = "refuse" | "floor";

/** The balance in units of 10^-scale. */
export function readAmount(available: string, scale: number, finer: Finer): ReadAmount {
  const amount = floorAmount(available, scale);
  if (!amount.ok) {
    const why = amount.problem === "out_of_range" ? "is beyond what a wallet can hold" : "is not an amount";
    return { ok: false, message: `${short(available)} ${why}` };
  }
  if (!amount.value.exact && finer === "refuse") {
    return { ok: false, message: `${short(available)} is finer than the wallet's ${scale} decimal places` };
  }
  return { ok: true, value: amount.value.floor };
}

function short(text: string): string {
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
