import { parseAmount, type Amount } from "../money/amount.ts";
import { amountMessage } from "../money/problem.ts";
import { accepted, invalid, type Outcome } from "../outcome.ts";

/**
 * The amount that a request moves or sets aside, in a wallet's units: greater than zero, or the violation of `field`.
 */
export function askedAmount(input: unknown, scale: number, field = "amount"): Outcome<Amount> {
  const amount = parseAmount(input, scale);
  if (!amount.ok) return invalid(field, amountMessage(amount.problem, scale, field));
  return amount.value > 0n ? accepted(amount.value) : invalid(field, `${field} must be greater than zero`);
}
