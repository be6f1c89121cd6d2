import { parseAmount, type Amount } from "../money/amount.ts";
import { amountMessage } from "../money/problem.ts";
import { accepted, invalid, type Outcome } from "../outcome.ts";

/** An amount that somebody asks to move or set aside, in a wallet's units: greater than zero, or what is wrong with `field`. */
export function askedAmount(input: unknown, scale: number, field = "amount"): Outcome<Amount> {
  const amount = parseAmount(input, scale);
  if (!amount.ok) return invalid(field, amountMessage(amount.problem, scale, field));
  return amount.value > 0n ? accepted(amount.value) : invalid(field, `${field} must be greater than zero`);
}
