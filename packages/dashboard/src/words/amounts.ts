import type { Transaction } from "@plimsoll/client";
import { compareDecimals, fractionDigits, parseDecimal, withPlacesOf, type Decimal } from "@plimsoll/core";

const MINUS = "\u2212";

export interface AmountParts {
  readonly sign: string;
  /** Grouped with commas. */
  readonly whole: string;
  /** With its point; empty without fraction digits. */
  readonly fraction: string;
}

/** A decimal text of the API in the parts in which it is shown, to the last digit. */
export function amountParts(text: string): AmountParts {
  const negative = text.startsWith("-");
  const [whole = "0", fraction] = (negative ? text.slice(1) : text).split(".");
  return {
    sign: negative ? MINUS : "",
    whole: whole.replaceAll(/\B(?=(\d{3})+$)/g, ","),
    fraction: fraction === undefined ? "" : `.${fraction}`,
  };
}

export function amountText(text: string): string {
  const { sign, whole, fraction } = amountParts(text);
  return sign + whole + fraction;
}

/** A typed amount with the decimal places of one of its currency: "20" beside "15.00" is "20.00". */
export function amountBeside(text: string, beside: string | undefined): string {
  return amountText(beside === undefined ? text : withPlacesOf(beside, text));
}

/** One of these amounts if all of them have as many decimal places, as those of one currency have. */
export function sampleOf(amounts: readonly string[]): string | undefined {
  const [first] = amounts;
  if (first === undefined) return undefined;
  return amounts.every((amount) => fractionDigits(amount) === fractionDigits(first)) ? first : undefined;
}

/**
 * An amount as a person types or pastes it ("12000", "12,000.00", "−50") as decimal text. What is no amount is returned
 * as it is, for the rules to refuse.
 */
export function typedAmount(typed: string): string {
  const text = typed.trim().replace(MINUS, "-");
  const isGrouped = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text);
  return isGrouped ? text.replaceAll(",", "") : text;
}

/** What a field shows of an amount that may be unset. */
export function fieldAmount(amount: string | null): string {
  return amount === null ? "" : amountText(amount);
}

/** What an optional field says: null when it is empty. */
export function typedAmountOrNull(typed: string): string | null {
  return typed.trim() === "" ? null : typedAmount(typed);
}

export function isZero(text: string): boolean {
  return /^-?0*(\.0*)?$/.test(text);
}

/** Whether a balance has nothing left to spend. */
export function isEmpty(available: string): boolean {
  return isZero(available) || available.startsWith("-");
}

/** Whether a balance is below zero, and further than is allowed. */
export function isOverdrawn(available: string, overdraftLimit: string | null): boolean {
  return available.startsWith("-") && overdraftLimit !== null && compareAmounts(available, `-${overdraftLimit}`) < 0;
}

/** Below zero when the first is smaller, by the rules of the server's own comparison. */
export function compareAmounts(a: string, b: string): number {
  return compareDecimals(decimal(a), decimal(b));
}

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (!parsed.ok) throw new RangeError(`not an amount of the API: ${text}`);
  return parsed.value;
}

/** The amount of a transaction with its sign: a debit is negative. */
export function signedAmount(transaction: Pick<Transaction, "amount" | "transaction_type">): string {
  return transaction.transaction_type === "DEBIT" ? `-${transaction.amount}` : transaction.amount;
}
