import { convert } from "../fx/rate.ts";
import type { Amount } from "../money/amount.ts";
import type { Decimal } from "../money/decimal.ts";
import { smaller } from "../money/extremes.ts";
import { powerOfTen } from "../money/power-of-ten.ts";
import { divideRounded } from "../money/rounding.ts";
import { available, type Denomination, type Wallet } from "../model/wallet.ts";

export interface TransferOffer {
  /** In the giver's units. */
  readonly amount: Amount;
  /** In the units of the wallet that needs it. */
  readonly received: Amount;
}

/**
 * What a wallet can give to one that lacks an amount: as much as is missing, but so much that it stays above its own
 * levels. Null when nothing would arrive.
 */
export function transferOffer(
  giver: Readonly<Wallet>,
  {
    missing,
    assetScale,
    rate,
  }: Pick<Denomination, "assetScale"> & { readonly missing: Amount; readonly rate: Decimal },
): TransferOffer | null {
  const kept = giver.highestLevel === null ? 0n : giver.highestLevel + 1n;
  const spare = available(giver) - (kept > 0n ? kept : 0n);
  const needed = divideRounded(
    missing * powerOfTen(giver.assetScale + rate.scale),
    rate.units * powerOfTen(assetScale),
    "ceil",
  );
  const amount = smaller(spare, needed);
  if (amount <= 0n) return null;
  const received = convert(amount, giver.assetScale, rate, assetScale);
  return received > 0n ? { amount, received } : null;
}
