import type { Product } from "@plimsoll/client";
import { amountText } from "../../words/amounts.ts";

/** "10, 25, 50", or "5.00 to 500.00 in steps of 5.00". */
export function denominationsText({ denominations }: Product): string {
  if (Array.isArray(denominations)) return denominations.map(amountText).join(", ");
  const { min, max, step } = denominations;
  return `${amountText(min)} to ${amountText(max)} in steps of ${amountText(step)}`;
}

export function feeText({ fee }: Product): string {
  if (fee === null) return "none";
  return "amount" in fee ? amountText(fee.amount) : `${fee.percent} %`;
}
