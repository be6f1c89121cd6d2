import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { CurrencyCode, Decimal, Nullable, Time, Key } from "../scalars.ts";
import { PRODUCT_STATUSES } from "../vocabulary.ts";

const Percent = { ...Decimal, examples: ["3.5"] };

export const Product = Type.Object(
  {
    id: Type.String({ description: "prod_…" }),
    key: Key,
    name: Type.String(),
    currency: CurrencyCode,
    denominations: Type.Union([Type.Array(Decimal), Type.Object({ min: Decimal, max: Decimal, step: Decimal })], {
      description: "The face values there are: these, or every step from min to max",
    }),
    discount: { ...Percent, description: "Percent of the face value" },
    fee: Nullable(
      Type.Union([Type.Object({ amount: Decimal }), Type.Object({ percent: Percent })], {
        description: "Of one order: an amount in the product's currency, or a percentage of the net amount",
      }),
    ),
    max_quantity: Type.Integer({ description: "Most pieces of one order" }),
    status: Type.Enum(PRODUCT_STATUSES),
    created_at: Time,
    updated_at: Time,
  },
  {
    title: "Product",
    examples: [
      {
        id: "prod_01jv9x2m40r5k3q8zd7w000001",
        key: "steam",
        name: "Steam Wallet Card",
        currency: "USD",
        denominations: ["25.00", "50.00"],
        discount: "3.5",
        fee: null,
        max_quantity: 100,
        status: "active",
        created_at: "2026-05-15T14:30:00.000Z",
        updated_at: "2026-05-15T14:30:00.000Z",
      },
    ],
  },
);
export type Product = Static<typeof Product>;

const Money = Type.Number({ description: "Exact JSON number; `exact` has the same as a string" });

export const CHARGES_EXAMPLE = {
  non_discounted_total: 250,
  discount_amount: 8.75,
  total_amount: 241.25,
  discount: 3.5,
  gst_amount: 0,
  total_payable: 241.25,
  max_quantity: 100,
  net_amount: 241.25,
  handling_fee_amount: 0,
  charges_details: { source_currency: "USD", destination_currency: "USD", forex_rate: null, conversion_fee: null },
  product_id: "prod_01jv9x2m40r5k3q8zd7w000001",
  denomination: 50,
  quantity: 5,
  currency: "USD",
  exact: {
    non_discounted_total: "250.00",
    discount_amount: "8.75",
    total_amount: "241.25",
    discount: "3.5",
    gst_amount: "0.00",
    total_payable: "241.25",
    net_amount: "241.25",
    handling_fee_amount: "0.00",
    denomination: "50.00",
    forex_rate: null,
  },
};

/** What an order would be charged, in the Octopus protocol's words. */
export const Charges = Type.Object(
  {
    non_discounted_total: { ...Money, description: "Denomination × quantity, in the product's currency" },
    discount_amount: Money,
    total_amount: { ...Money, description: "non_discounted_total − discount_amount" },
    discount: Type.Number({ description: "Percent" }),
    gst_amount: Money,
    total_payable: { ...Money, description: "net_amount + handling_fee_amount: what the wallet is debited" },
    max_quantity: Type.Integer(),
    net_amount: { ...Money, description: "total_amount × forex_rate, in the wallet's currency" },
    handling_fee_amount: { ...Money, description: "In the wallet's currency" },
    charges_details: Type.Object({
      source_currency: { ...CurrencyCode, description: "The product's" },
      destination_currency: { ...CurrencyCode, description: "The wallet's" },
      forex_rate: Nullable(Type.Number()),
      conversion_fee: Nullable(Type.Number({ description: "A provider's; our own products have none" })),
    }),
    product_id: Type.String(),
    denomination: Money,
    quantity: Type.Integer(),
    currency: { ...CurrencyCode, description: "Of total_payable" },
    exact: Type.Object({
      non_discounted_total: Decimal,
      discount_amount: Decimal,
      total_amount: Decimal,
      discount: Decimal,
      gst_amount: Decimal,
      total_payable: Decimal,
      net_amount: Decimal,
      handling_fee_amount: Decimal,
      denomination: Decimal,
      forex_rate: Nullable(Decimal),
    }),
  },
  { title: "Charges", examples: [CHARGES_EXAMPLE] },
);
export type Charges = Static<typeof Charges>;
