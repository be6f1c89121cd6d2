import type { Draw } from "../random.ts";
import type { Product } from "../products.ts";

export interface Basket {
  readonly productId: number;
  readonly denomination: string;
  readonly quantity: number;
}

/** Most orders are for a few vouchers; a larger one is fulfilled over time. */
const FEW = 5;
const MANY = 12;
const MANY_CHANCE = 0.08;

/** The next customer's basket. Null when there is nothing to buy. */
export function nextBasket(products: readonly Product[], draw: Draw): Basket | null {
  const product = pick(products, draw);
  const denomination = product && pick(product.denominations, draw);
  if (!product || denomination === undefined) return null;
  const most = draw() < MANY_CHANCE ? MANY : FEW;
  return { productId: product.id, denomination, quantity: 1 + Math.floor(draw() * most) };
}

function pick<T>(items: readonly T[], draw: Draw): T | undefined {
  return items[Math.floor(draw() * items.length)];
}
