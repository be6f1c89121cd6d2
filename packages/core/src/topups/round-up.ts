import { MAX_AMOUNT, type Amount } from "../money/amount.ts";
import { powerOfTen } from "../money/power-of-ten.ts";

/** How a treasurer rounds. Amounts in the wallet's units. */
export interface Rounding {
  /** Null: two significant figures, in whole units of the currency. */
  readonly step: Amount | null;
  readonly minimum: Amount | null;
}

/** The least amount that one would wire and that is at least `missing`; 0 when nothing is missing. */
export function roundedUp(missing: Amount, scale: number, { step, minimum }: Rounding): Amount {
  if (missing <= 0n) return 0n;
  const least = minimum !== null && minimum > missing ? minimum : missing;
  const by = step ?? usualStep(least, scale);
  const amount = ((least + by - 1n) / by) * by;
  return amount > MAX_AMOUNT ? MAX_AMOUNT : amount;
}

function usualStep(amount: Amount, scale: number): bigint {
  const unit = powerOfTen(scale);
  const whole = (amount + unit - 1n) / unit;
  const digits = whole.toString().length;
  return digits <= 2 ? unit : unit * powerOfTen(digits - 2);
}
