import type { Product } from "@plimsoll/contract";
import { isoTime } from "../time/iso-time.ts";
import type { Denominations, Fee, Product as ProductRow } from "../model/product.ts";

export function productResource(product: Readonly<ProductRow>): Product {
  return {
    id: product.id,
    key: product.key,
    name: product.name,
    currency: product.currency,
    denominations: JSON.parse(product.denominations) as Denominations,
    discount: product.discount,
    fee: product.fee === null ? null : (JSON.parse(product.fee) as Fee),
    max_quantity: product.maxQuantity,
    status: product.status,
    created_at: isoTime(product.createdAt),
    updated_at: isoTime(product.updatedAt),
  };
}
