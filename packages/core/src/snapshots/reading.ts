import { floorAmount, type Amount } from "../money/amount.ts";
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

/**
 * What other digits than zeros beyond a wallet's scale do. refuse: movements are counted in the same amounts, and would no longer add up to a balance
 * that was rounded. floor: the balance is all there is, and less is safer than more.
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
