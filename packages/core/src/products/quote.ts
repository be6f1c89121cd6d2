import type { Violation } from "../outcome.ts";
import { convert } from "../fx/rate.ts";
import type { Fee, Product } from "../model/product.ts";
import { isAmount, parseAmount, type Amount } from "../money/amount.ts";
import { decimalOf, type Decimal } from "../money/decimal.ts";
import { powerOfTen } from "../money/power-of-ten.ts";
import { divideRounded } from "../money/rounding.ts";
import { isDenomination, stored } from "./fields.ts";

/** The charge of an order. Amounts up to `total` are in the product's scale, the others in the payer's. */
export interface Quote {
  readonly denomination: Amount;
  readonly quantity: number;
  /** Denomination × quantity. */
  readonly face: Amount;
  readonly discount: Amount;
  readonly total: Amount;
  readonly net: Amount;
  readonly fee: Amount;
  readonly payable: Amount;
  readonly payer: Payer;
  /** Null when the payer's currency is the product's. */
  readonly rate: Decimal | null;
}

/** The currency and scale of the payment. */
export interface Payer {
  readonly currency: string;
  readonly assetScale: number;
}

export type Quoted =
  | { readonly ok: true; readonly quote: Quote }
  | { readonly ok: false; readonly violations: readonly Violation[] };

/**
 * Exact except at the four places where a unit has to be found, and there to the nearest with halves up: the discount
 * in the product's scale; net amount, fixed fee and percentage fee in the payer's. `rate` is from the product's
 * currency to the payer's.
 */
export function quote(
  product: Readonly<Product>,
  payer: Payer,
  rate: Decimal,
  asked: { readonly denomination: unknown; readonly quantity: number },
): Quoted {
  const denomination = parseAmount(asked.denomination, product.scale);
  const violations: Violation[] = [];
  if (!denomination.ok || !isDenomination(product, denomination.value)) {
    violations.push({ field: "denomination", message: "denomination must be one of the product's" });
  }
  if (asked.quantity > product.maxQuantity) {
    violations.push({ field: "quantity", message: `quantity must be at most ${product.maxQuantity}` });
  }
  if (violations.length > 0 || !denomination.ok) return { ok: false, violations };

  const face = denomination.value * BigInt(asked.quantity);
  const discount = percentOf(face, product.discount);
  const total = face - discount;
  const net = convert(total, product.scale, rate, payer.assetScale);
  const fee = feeOf(product, net, rate, payer.assetScale);
  const payable = net + fee;
  if (![face, net, fee, payable].every(isAmount)) {
    return { ok: false, violations: [{ field: "quantity", message: "quantity makes more than a wallet can hold" }] };
  }
  return {
    ok: true,
    quote: {
      denomination: denomination.value,
      quantity: asked.quantity,
      face,
      discount,
      total,
      net,
      fee,
      payable,
      payer,
      rate: payer.currency === product.currency ? null : rate,
    },
  };
}

function feeOf(product: Readonly<Product>, net: Amount, rate: Decimal, toScale: number): bigint {
  if (product.fee === null) return 0n;
  const fee = JSON.parse(product.fee) as Fee;
  return "percent" in fee
    ? percentOf(net, fee.percent)
    : convert(stored(fee.amount, product.scale), product.scale, rate, toScale);
}

function percentOf(amount: Amount, percent: string): Amount {
  const parsed = decimalOf(percent);
  if (!parsed) throw new Error(`a stored percentage does not parse: ${percent}`);
  return divideRounded(amount * parsed.value.units, powerOfTen(parsed.value.scale + 2), "half_up");
}
