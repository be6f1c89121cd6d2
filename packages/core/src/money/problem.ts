import { formatAmount, MAX_AMOUNT, parseAmount, type AmountProblem } from "./amount.ts";
import { parseDecimal } from "./decimal.ts";

/** What is wrong with an amount, in words for the person who sent it. */
export function amountMessage(problem: AmountProblem, scale: number, field = "amount"): string {
  switch (problem) {
    case "not_decimal":
      return `${field} must be a decimal string, or a number of at most 15 significant digits, without an exponent`;
    case "too_fine":
      return scale === 0
        ? `${field} must be a whole number for this wallet`
        : `${field} must have at most ${scale} decimal places for this wallet`;
    case "out_of_range":
      return rangeMessage(field, scale);
  }
}

/**
 * That an input is a number and too large, where the rule of its field would only say which numbers it takes; null when
 * it is not. Amounts have a scale, other decimals none.
 */
export function tooLarge(input: unknown, field: string, scale?: number): string | null {
  const parsed = scale === undefined ? parseDecimal(input) : parseAmount(input, scale);
  return !parsed.ok && parsed.problem === "out_of_range" ? rangeMessage(field, scale ?? 0) : null;
}

function rangeMessage(field: string, scale: number): string {
  return `${field} is too large: at most ${formatAmount(MAX_AMOUNT, scale)}`;
}
