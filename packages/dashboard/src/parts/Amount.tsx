import { amountParts, amountText } from "../words/amounts.ts";
import { CopyIcon } from "./CopyButton.tsx";

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

/** An amount that stands alone, with the icon that copies its decimal text. */
export function CopiedAmount(props: AmountProps) {
  const { value, currency } = props;
  return (
    <span className="copied">
      <Amount {...props} />
      <CopyIcon text={value} what={currency === undefined ? amountText(value) : `${amountText(value)} ${currency}`} />
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
