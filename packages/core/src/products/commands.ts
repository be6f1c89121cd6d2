import { account } from "../accounts.ts";
import { row, type Handler } from "../command.ts";
import type { Product, ProductStatus } from "../model/product.ts";
import { type Keyed, storedKeyRefusal } from "../naming/key.ts";
import { accepted, rejected, type Outcome } from "../outcome.ts";
import { readDenominations, readDiscount, readFee, type Field } from "./fields.ts";

/** Denominations, discount and fee as written in the request; the shell has checked the rest. */
export interface CreateProduct extends Keyed {
  readonly type: "create_product";
  readonly accountId: number;
  readonly name: string;
  readonly currency: string;
  /** The currency's decimal places. */
  readonly scale: number;
  readonly denominations: unknown;
  readonly discount: unknown;
  readonly fee: unknown;
  readonly maxQuantity: number;
}

export const createProduct: Handler<CreateProduct, { readonly product: Product }> = {
  lookups: () => [],
  apply: (draft, command): Outcome<{ product: Product }> => {
    const { accountId, scale } = command;
    const denominations = readDenominations(command.denominations, scale);
    const discount = readDiscount(command.discount);
    const fee = readFee(command.fee, scale);
    if (!denominations.ok || !discount.ok || !fee.ok) return violations(denominations, discount, fee);

    const { key = null } = command;
    const refusal = storedKeyRefusal(draft, "products", accountId, key, null);
    if (refusal) return refusal;
    const owner = draft.edit("accounts", account(draft, accountId));
    owner.productCount += 1;
    const product = draft.insert("products", {
      accountId,
      id: draft.newId("prod"),
      key,
      position: owner.productCount,
      name: command.name,
      currency: command.currency,
      scale,
      denominations: JSON.stringify(denominations.value),
      discount: discount.value,
      fee: fee.value === null ? null : JSON.stringify(fee.value),
      maxQuantity: command.maxQuantity,
      status: "active",
      createdAt: draft.now,
      updatedAt: draft.now,
    });
    return accepted({ product });
  },
};

/** A JSON merge patch of a product: an undefined field stays as it is. Orders keep the product as it was. */
export interface UpdateProduct {
  readonly type: "update_product";
  readonly accountId: number;
  readonly productId: string;
  readonly patch: Keyed & {
    readonly name?: string | undefined;
    readonly denominations?: unknown;
    readonly discount?: unknown;
    readonly fee?: unknown;
    readonly maxQuantity?: number | undefined;
    readonly status?: ProductStatus | undefined;
  };
}

export const updateProduct: Handler<UpdateProduct, { readonly product: Product }> = {
  lookups: (command) => [row("products", command.accountId, command.productId)],
  apply: (draft, { accountId, productId, patch }): Outcome<{ product: Product }> => {
    const before = draft.get("products", accountId, productId);
    if (!before) return rejected("product_not_found");
    const denominations = readDenominations(patch.denominations ?? JSON.parse(before.denominations), before.scale);
    const discount = readDiscount(patch.discount === undefined ? before.discount : patch.discount);
    const fee =
      patch.fee === undefined
        ? { ok: true as const, value: before.fee === null ? null : (JSON.parse(before.fee) as object) }
        : readFee(patch.fee, before.scale);
    if (!denominations.ok || !discount.ok || !fee.ok) return violations(denominations, discount, fee);

    const refusal = storedKeyRefusal(draft, "products", accountId, patch.key, productId);
    if (refusal) return refusal;
    const product = draft.edit("products", before);
    if (patch.key !== undefined) product.key = patch.key;
    product.name = patch.name ?? before.name;
    product.denominations = JSON.stringify(denominations.value);
    product.discount = discount.value;
    product.fee = fee.value === null ? null : JSON.stringify(fee.value);
    product.maxQuantity = patch.maxQuantity ?? before.maxQuantity;
    product.status = patch.status ?? before.status;
    product.updatedAt = draft.now;
    return accepted({ product });
  },
};

function violations(...fields: readonly Field<unknown>[]): Outcome<never> {
  return rejected(
    "invalid",
    fields.flatMap((field) => (field.ok ? [] : field.violations)),
  );
}
