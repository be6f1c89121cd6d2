import {
  formatAmount,
  formatDecimal,
  isAmount,
  parseAmount,
  parseDecimal,
  toScale,
  MAX_SCALE,
  type MirrorQuote,
  type Wallet,
  defaultScale,
  isCurrency,
  tooLarge,
} from "@plimsoll/core";
import { InvalidField } from "../../util/invalid-field.ts";
import { ProviderError, type Connector, type ProviderQuote } from "../../providers/connector.ts";

/** The request for a quote; the denomination as written in the request. */
export interface MirrorAsked {
  readonly productId: string;
  readonly denomination: unknown;
  readonly quantity: number;
}

/**
 * The provider's price of an order. Rejects with `ProviderError`; with `InvalidField` when a member of the request cannot
 * be priced. A price finer than the wallet's scale is rounded up, so that never too little is set aside.
 */
export async function quoteMirror(
  connector: Connector,
  wallet: Wallet,
  asked: MirrorAsked,
  signal: AbortSignal,
): Promise<MirrorQuote> {
  const denomination = parseDecimal(asked.denomination);
  if (!denomination.ok || denomination.value.units <= 0n || denomination.value.scale > MAX_SCALE) {
    const rule = "denomination must be a decimal greater than zero";
    throw new InvalidField("denomination", tooLarge(asked.denomination, "denomination") ?? rule);
  }
  const text = formatDecimal(denomination.value);
  const { productId, quantity } = asked;
  const externalWalletId = wallet.externalId;
  const quoted = await connector.quote({ productId, denomination: text, quantity, externalWalletId }, signal);
  const { sourceCurrency, destinationCurrency } = quoted;
  if (destinationCurrency !== null && destinationCurrency !== wallet.currency) {
    throw new ProviderError("malformed", `the provider quotes in ${destinationCurrency}, not in ${wallet.currency}`);
  }
  const currency = sourceCurrency !== null && isCurrency(sourceCurrency) ? sourceCurrency : wallet.currency;
  const places = isCurrency(currency) ? defaultScale(currency) : wallet.assetScale;
  const scale = Math.max(places, denomination.value.scale);
  const units = parseAmount(text, scale);
  const face = units.ok ? units.value * BigInt(quantity) : null;
  const total = parseDecimal(quoted.totalPayable);
  const payable = total.ok ? toScale(total.value, wallet.assetScale, "ceil") : null;
  if (!units.ok || face === null || !isAmount(face)) {
    throw new InvalidField("quantity", "quantity makes more than a wallet can hold");
  }
  if (payable === null || payable < 0n || !isAmount(payable)) {
    throw new ProviderError("malformed", "the provider's total_payable cannot be used");
  }
  const charges = chargesJson(quoted, { ...asked, denomination: text, currency, scale, wallet });
  return { currency, scale, denomination: units.value, face, payable, charges };
}

interface Priced {
  readonly productId: string;
  readonly denomination: string;
  readonly quantity: number;
  readonly currency: string;
  /** Of the currency. */
  readonly scale: number;
  readonly wallet: Pick<Wallet, "currency" | "assetScale">;
}

/** The quote as JSON text, in the form of our own products' quotes. */
function chargesJson(quoted: ProviderQuote, priced: Priced): string {
  const { scale, wallet } = priced;
  const own = (text: string) => number(text, scale);
  const paid = (text: string) => number(text, wallet.assetScale);
  const amounts = {
    non_discounted_total: own(quoted.nonDiscountedTotal),
    discount_amount: own(quoted.discountAmount),
    total_amount: own(quoted.totalAmount),
    discount: number(quoted.discount),
    gst_amount: own(quoted.gstAmount),
    total_payable: paid(quoted.totalPayable),
    net_amount: paid(quoted.netAmount),
    handling_fee_amount: paid(quoted.handlingFeeAmount),
    denomination: own(priced.denomination),
  };
  const rate = quoted.forexRate === null ? null : number(quoted.forexRate);
  const fee = quoted.conversionFee === null ? null : paid(quoted.conversionFee);
  const numbers = Object.entries(amounts).map(([name, text]) => `"${name}":${text}`);
  return (
    `{${numbers.join(",")},"max_quantity":${quoted.maxQuantity ?? priced.quantity},` +
    `"charges_details":{"source_currency":"${priced.currency}","destination_currency":"${wallet.currency}",` +
    `"forex_rate":${rate},"conversion_fee":${fee}},"product_id":${JSON.stringify(priced.productId)},` +
    `"quantity":${priced.quantity},"currency":"${wallet.currency}",` +
    `"exact":${JSON.stringify({ ...amounts, forex_rate: rate })}}`
  );
}

/** Decimal text as a JSON number, with the places of `scale` where they are enough. */
function number(text: string, scale = 0): string {
  const parsed = parseDecimal(text);
  if (!parsed.ok) throw new ProviderError("malformed", "an amount of the provider's quote is not a decimal");
  const amount = scale === 0 ? null : parseAmount(text, scale);
  return amount?.ok ? formatAmount(amount.value, scale) : formatDecimal(parsed.value);
}
