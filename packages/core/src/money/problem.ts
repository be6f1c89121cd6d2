import type { AmountProblem } from "./amount.ts";

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
      return `${field} is beyond what a wallet can hold`;
  }
}
