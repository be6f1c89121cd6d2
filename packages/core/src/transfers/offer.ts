import { convert } from "../fx/rate.ts";
import type { Amount } from "../money/amount.ts";
import type { Decimal } from "../money/decimal.ts";
import { larger, smaller } from "../money/extremes.ts";
import { powerOfTen } from "../money/power-of-ten.ts";
import { divideRounded } from "../money/rounding.ts";
import { available, type Denomination, type Wallet } from "../model/wallet.ts";
import { presentPace } from "../spend/forecast.ts";
import { spentBetween } from "../spend/runway.ts";

/** What a wallet would have to give. */
interface TransferNeed extends Pick<Denomination, "assetScale"> {
  /** In the units of the wallet that needs it. */
  readonly missing: Amount;
  /** From the giver's currency to its own. */
  readonly rate: Decimal;
  /** When money that is sent now to the giver lands there: until then it lives on what it keeps. */
  readonly landsAt: number;
  readonly now: number;
}

export interface TransferOffer {
  /** In the giver's units. */
  readonly amount: Amount;
  /** In the units of the wallet that needs it. */
  readonly received: Amount;
}

/**
 * What a wallet can give to one that lacks an amount: as much as is missing, but so much that it stays above its own
 * levels and lasts until a top-up of its own can land. Null when nothing would arrive.
 */
export function transferOffer(
  giver: Readonly<Wallet>,
  { missing, assetScale, rate, landsAt, now }: TransferNeed,
): TransferOffer | null {
  const aboveLevels = giver.highestLevel === null ? 0n : giver.highestLevel + 1n;
  const kept = larger(aboveLevels, spentBetween(now, landsAt, presentPace(giver, now)));
  const spare = available(giver) - kept;
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
