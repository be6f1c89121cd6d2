import type { Draft } from "../draft.ts";
import type { FxRate } from "../model/fx-rate.ts";
import type { Amount } from "../money/amount.ts";
import { MAX_DECIMAL_SCALE, parseDecimal, type Decimal } from "../money/decimal.ts";
import { powerOfTen } from "../money/power-of-ten.ts";
import { divideRounded } from "../money/rounding.ts";

/** One, for amounts that stay in their currency. */
const SAME: Decimal = { units: 1n, scale: 0 };

/**
 * The account's rate from one currency to another: the one stored for this direction, else the reciprocal of the
 * opposite direction's, to 18 decimal places with halves up. Null when neither is known. The rate is a decimal in
 * either case, so that a reader can repeat the calculation.
 */
export function rateBetween(
  from: string,
  to: string,
  direct: Pick<FxRate, "rate"> | null,
  opposite: Pick<FxRate, "rate"> | null,
): Decimal | null {
  if (from === to) return SAME;
  if (direct) return storedRate(direct.rate);
  if (!opposite) return null;
  const { units, scale } = storedRate(opposite.rate);
  const inverse = divideRounded(powerOfTen(MAX_DECIMAL_SCALE + scale), units, "half_up");
  return inverse > 0n ? { units: inverse, scale: MAX_DECIMAL_SCALE } : null;
}

/** As `rateBetween`, from the rows of a decision. */
export function draftRate(draft: Draft, accountId: number, from: string, to: string): Decimal | null {
  if (from === to) return SAME;
  const direct = draft.get("fxRates", accountId, from, to);
  return rateBetween(from, to, direct, direct ? null : draft.get("fxRates", accountId, to, from));
}

/** `amount` of one scale as an amount of another, at a rate, to the nearest unit with halves up. May be beyond 64 bits. */
export function convert(amount: Amount, scale: number, rate: Decimal, toScale: number): bigint {
  return divideRounded(amount * rate.units * powerOfTen(toScale), powerOfTen(scale + rate.scale), "half_up");
}

function storedRate(text: string): Decimal {
  const rate = parseDecimal(text);
  if (!rate.ok) throw new Error(`a stored rate does not parse: ${text}`);
  return rate.value;
}
