import { compareDecimals, multiplyAmount, parseAmount, parseDecimal, type Decimal, defaultScale } from "@plimsoll/core";
import { SandboxError } from "./error.ts";

/** @limit Sandbox and demo: pieces of one order of a sandbox product. */
const MAX_QUANTITY = 100;

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly currency: string;
  /** Face values, in the product's currency. */
  readonly denominations: readonly string[];
  /** Percent off the face value. */
  readonly discount: string;
}

export const PRODUCTS: readonly Product[] = [
  {
    id: 1,
    name: "Steam Wallet Card",
    currency: "USD",
    denominations: ["10.00", "25.00", "50.00", "100.00"],
    discount: "3.5",
  },
  {
    id: 2,
    name: "Google Play Gift Card",
    currency: "USD",
    denominations: ["10.00", "25.00", "50.00"],
    discount: "2",
  },
  { id: 3, name: "Zalando Gift Card", currency: "EUR", denominations: ["20.00", "50.00"], discount: "5" },
  { id: 4, name: "Nintendo eShop Card", currency: "JPY", denominations: ["1000", "5000"], discount: "0" },
];

/** Units of the second currency for one of the first. */
export type Rates = Readonly<Record<string, string>>;

export const RATES: Rates = {
  "USD:EUR": "0.92",
  "EUR:USD": "1.087",
  "USD:GBP": "0.79",
  "GBP:USD": "1.266",
  "JPY:USD": "0.0067",
  "USD:JPY": "149.5",
  "EUR:GBP": "0.86",
  "GBP:EUR": "1.163",
};

/** Percent of the net amount, for an order in another currency. */
const CONVERSION_PERCENT: Decimal = { units: 1n, scale: 2 };

/** The cost of an order. Amounts are in the scale of the product's currency, or of the wallet's from `net` on. */
export interface Quote {
  readonly product: Product;
  readonly quantity: number;
  readonly productScale: number;
  readonly walletScale: number;
  readonly walletCurrency: string;
  readonly denomination: bigint;
  readonly face: bigint;
  readonly discountAmount: bigint;
  readonly total: bigint;
  readonly rate: string | null;
  readonly net: bigint;
  readonly handlingFee: bigint;
  readonly payable: bigint;
}

export function findProduct(id: unknown): Product {
  const product = PRODUCTS.find((candidate) => candidate.id === Number(String(id)));
  if (!product) throw new SandboxError("NOT_FOUND", "there is no such product");
  return product;
}

/** Throws VALIDATION_FAILURE for a denomination or quantity that is not sold, BAD_REQUEST without a rate. */
export function quote(
  product: Product,
  denomination: string,
  quantity: number,
  walletCurrency: string,
  rates: Rates,
): Quote {
  const productScale = defaultScale(product.currency);
  const walletScale = defaultScale(walletCurrency);
  const face = sold(product, denomination, productScale);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MAX_QUANTITY) {
    throw new SandboxError("VALIDATION_FAILURE", `quantity must be from 1 to ${MAX_QUANTITY}`);
  }
  const total = face * BigInt(quantity);
  const percent = decimal(product.discount);
  const discountAmount = multiplyAmount(total, { units: percent.units, scale: percent.scale + 2 }, "half_even");
  const payableBefore = total - discountAmount;
  const rate = product.currency === walletCurrency ? null : rates[`${product.currency}:${walletCurrency}`];
  if (rate === undefined) {
    throw new SandboxError("BAD_REQUEST", `no rate from ${product.currency} to ${walletCurrency}`);
  }
  const net = rate === null ? payableBefore : convert(payableBefore, productScale, decimal(rate), walletScale);
  const handlingFee = rate === null ? 0n : multiplyAmount(net, CONVERSION_PERCENT, "half_even");
  return {
    product,
    quantity,
    productScale,
    walletScale,
    walletCurrency,
    denomination: face,
    face: total,
    discountAmount,
    total: payableBefore,
    rate,
    net,
    handlingFee,
    payable: net + handlingFee,
  };
}

export const maxQuantity = MAX_QUANTITY;

function sold(product: Product, denomination: string, scale: number): bigint {
  const asked = parseDecimal(denomination);
  const match = product.denominations.find((each) => asked.ok && compareDecimals(asked.value, decimal(each)) === 0);
  const units = match === undefined ? null : parseAmount(match, scale);
  if (!units?.ok) {
    throw new SandboxError("VALIDATION_FAILURE", `denomination must be one of ${product.denominations.join(", ")}`);
  }
  return units.value;
}

function convert(amount: bigint, fromScale: number, rate: Decimal, toScale: number): bigint {
  const units = amount * 10n ** BigInt(toScale);
  return multiplyAmount(units, { units: rate.units, scale: rate.scale + fromScale }, "half_even");
}

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  if (!parsed.ok) throw new Error(`${text} is no decimal`);
  return parsed.value;
}
