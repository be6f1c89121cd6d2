import { amountParts } from "../words/amounts.ts";

interface AmountProps {
  readonly value: string;
  readonly currency?: string | undefined;
  /** Shows a plus on what is not negative, as lists of transactions do. */
  readonly signed?: boolean;
  /** Below what is allowed. */
  readonly isBad?: boolean;
}

/** An exact amount: the fraction quieter than the whole, the code after it. */
export function Amount({ value, currency, signed = false, isBad = false }: AmountProps) {
  const { sign, whole, fraction } = amountParts(value);
  return (
    <span className={isBad ? "amount num bad" : "amount num"}>
      {sign || (signed ? "+" : "")}
      {whole}
      <span className="fraction">{fraction}</span>
      {currency !== undefined && <span className="ccy">{currency}</span>}
    </span>
  );
}

/** In a column: fractions begin below each other, whatever the scale. */
export function AmountCell({
  value,
  currency,
  signed = false,
  isBad = false,
  digits = 2,
}: AmountProps & { readonly digits?: number }) {
  const { sign, whole, fraction } = amountParts(value);
  return (
    <span className={`amt num digits-${digits}${isBad ? " bad" : ""}`}>
      <span>
        {sign || (signed ? "+" : "")}
        {whole}
      </span>
      <span className="f">{fraction}</span>
      {currency !== undefined && <span className="ccy">{currency}</span>}
    </span>
  );
}
