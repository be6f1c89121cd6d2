import type { Product as ProductResource, ProductStatus } from "@plimsoll/contract";

export type { ProductStatus };
/** Something bought from a wallet, in pieces of a face value. */
export interface Product {
  readonly accountId: number;
  readonly id: string;
  /** Its name in a configuration file, unique among those of its kind that are not deleted. */
  key: string | null;
  /** 1, 2, 3 … per account. */
  readonly position: number;
  name: string;
  readonly currency: string;
  /** Decimal places of the product's amounts: its currency's. */
  readonly scale: number;
  /** JSON of `Denominations`. */
  denominations: string;
  /** Percent of the face value, decimal text. */
  discount: string;
  /** JSON of `Fee`, or null. */
  fee: string | null;
  /** The most pieces in one order. */
  maxQuantity: number;
  status: ProductStatus;
  readonly createdAt: number;
  updatedAt: number;
}

/** The face values, as decimal texts in the product's scale: these, or every step of a range. */
export type Denominations = ProductResource["denominations"];

/** The handling fee of one order: an amount in the product's currency, or a percentage of the net amount. */
export type Fee = NonNullable<ProductResource["fee"]>;
