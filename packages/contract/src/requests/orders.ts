import { Type } from "../schema.ts";
import { MAX_ID, MAX_REFERENCE } from "../bounds.ts";
import { listQuery, notParameter } from "../pages.ts";
import { Nullable, WalletId } from "../scalars.ts";
import { ORDER_STATUSES } from "../vocabulary.ts";
import { AmountInput, NullableAmountInput } from "./money.ts";
import { Quantity } from "./products.ts";

const ProductId = Type.Union(
  [Type.String({ minLength: 1, maxLength: MAX_ID }), Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })],
  { description: "prod_…, or for a mirror the provider's id" },
);

export const CreateOrder = Type.Object(
  {
    product_id: ProductId,
    denomination: AmountInput,
    quantity: Quantity,
    wallet_id: Type.Optional(
      Nullable({ ...WalletId, description: "The only open wallet in the product's currency by default" }),
    ),
    reference_code: Type.String({
      minLength: 1,
      maxLength: MAX_REFERENCE,
      description:
        "Your name for the order, unique in the account. Repeating the same request returns the first response; a different request with the same reference is refused.",
    }),
  },
  {
    title: "CreateOrder",
    additionalProperties: false,
    examples: [
      {
        product_id: "prod_01jv9x2m40r5k3q8zd7w000001",
        denomination: "50.00",
        quantity: 5,
        wallet_id: 1,
        reference_code: "MY_ORDER_001",
      },
    ],
  },
);

export const ReportDelivery = Type.Object(
  { quantity: { ...Quantity, description: "Pieces delivered now" } },
  { title: "ReportDelivery", additionalProperties: false, examples: [{ quantity: 5 }] },
);

export const OrdersQuery = listQuery({
  wallet_id: Type.Optional(WalletId),
  status: Type.Optional(Type.Enum(ORDER_STATUSES)),
  reference_code: Type.Optional(Type.String({ maxLength: MAX_REFERENCE })),
  ...notParameter("status"),
});

/** Either an amount, or a product with its denomination and quantity. */
export const AskPreflight = Type.Object(
  {
    wallet_id: WalletId,
    product_id: Type.Optional(Nullable(ProductId)),
    denomination: Type.Optional(NullableAmountInput),
    quantity: Type.Optional(Nullable(Quantity)),
    amount: Type.Optional({ ...NullableAmountInput, description: "What is to be paid, in the wallet's currency" }),
  },
  {
    title: "AskPreflight",
    additionalProperties: false,
    examples: [{ wallet_id: 1, product_id: "prod_01jv9x2m40r5k3q8zd7w000001", denomination: "50.00", quantity: 5 }],
  },
);
