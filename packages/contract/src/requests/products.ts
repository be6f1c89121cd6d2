import { Type } from "../schema.ts";
import { DEFAULT_MAX_QUANTITY, MAX_DENOMINATIONS, MAX_QUANTITY } from "../bounds.ts";
import { judgedByCore } from "../judged.ts";
import { listQuery, notParameter, SearchText } from "../pages.ts";
import { CurrencyCode, KeyInput, NameInput, Nullable, WalletId } from "../scalars.ts";
import { PRODUCT_STATUSES } from "../vocabulary.ts";
import { AmountInput } from "./money.ts";

const Amount = Type.Union([Type.String({ maxLength: 64 }), Type.Number()]);
const Denominations = judgedByCore(
  Type.Union(
    [
      Type.Array(Amount, { minItems: 1, maxItems: MAX_DENOMINATIONS }),
      Type.Object({ min: Amount, max: Amount, step: Type.Optional(Nullable(Amount)) }, { additionalProperties: false }),
    ],
    { description: "The face values there are, or a range: every step from min to max, every amount without a step" },
  ),
);
const Discount = judgedByCore(
  Nullable(Type.Union([Type.String({ maxLength: 64 }), Type.Number()], { description: "Percent of the face value" })),
);
const Fee = judgedByCore(
  Nullable(
    Type.Union(
      [
        Amount,
        Type.Object({ amount: Amount }, { additionalProperties: false }),
        Type.Object({ percent: Amount }, { additionalProperties: false }),
      ],
      {
        description:
          "Of one order: an amount in the product's currency (also as `{amount}`), or `{percent}` of the net amount",
      },
    ),
  ),
);
const MaxQuantity = Type.Integer({ minimum: 1, maximum: MAX_QUANTITY, description: "Most pieces of one order" });

export const CreateProduct = Type.Object(
  {
    key: Type.Optional(KeyInput),
    name: NameInput,
    currency: CurrencyCode,
    denominations: Denominations,
    discount: Type.Optional(Discount),
    fee: Type.Optional(Fee),
    max_quantity: Type.Optional({ ...MaxQuantity, default: DEFAULT_MAX_QUANTITY }),
  },
  {
    title: "CreateProduct",
    additionalProperties: false,
    examples: [{ name: "Steam Wallet Card", currency: "USD", denominations: ["25.00", "50.00"], discount: "3.5" }],
  },
);

/** A JSON merge patch: an absent member stays as it is, null removes it. */
export const UpdateProduct = Type.Object(
  {
    key: Type.Optional(KeyInput),
    name: Type.Optional(NameInput),
    denominations: Type.Optional(Denominations),
    discount: Type.Optional(Discount),
    fee: Type.Optional(Fee),
    max_quantity: Type.Optional(MaxQuantity),
    status: Type.Optional(Type.Enum(PRODUCT_STATUSES, { description: "An archived product cannot be ordered" })),
  },
  { title: "UpdateProduct", additionalProperties: false, examples: [{ discount: "4" }] },
);

export const Quantity = Type.Integer({ minimum: 1, maximum: MAX_QUANTITY });

export const GetCharges = Type.Object(
  {
    denomination: AmountInput,
    quantity: Quantity,
    wallet_id: Type.Optional(
      Nullable({ ...WalletId, description: "Who pays; without it the quote is in the product's currency" }),
    ),
  },
  {
    title: "GetCharges",
    additionalProperties: false,
    examples: [{ denomination: "50.00", quantity: 5, wallet_id: 1 }],
  },
);

export const ProductsQuery = listQuery({
  q: Type.Optional({ ...SearchText, description: "Text in the name" }),
  status: Type.Optional(Type.Enum(PRODUCT_STATUSES)),
  currency: Type.Optional(CurrencyCode),
  ...notParameter("status", "currency"),
});
