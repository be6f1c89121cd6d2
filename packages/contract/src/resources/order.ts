import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { CurrencyCode, Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { PLACEMENT_FAILURES, PLACEMENT_STATES, ORDER_STATUSES, WALLET_SOURCES } from "../vocabulary.ts";
import { Charges, CHARGES_EXAMPLE } from "./product.ts";

/** The members of order events, in the Octopus protocol's words and types. */
export const ORDER_MEMBERS = {
  id: Type.Integer({ description: "The order's id" }),
  reference_code: Type.String({ description: "Your reference code for the order" }),
  status: Type.Enum(ORDER_STATUSES),
  product_name: Type.String(),
  denomination: Type.Number({ description: "Face value per piece, an exact JSON number" }),
  quantity: Type.Integer({ description: "Pieces ordered" }),
  amount: Type.Number({ description: "Total face value, an exact JSON number" }),
  delivered_quantity: Type.Integer({ description: "Pieces delivered" }),
  delivered_on: Nullable({ ...Time, description: "When the latest pieces were delivered" }),
  created_at: { ...Time, description: "When the order was placed" },
};

export const ORDER_EXAMPLE = {
  id: 12345,
  reference_code: "MY_ORDER_001",
  status: "PENDING" as const,
  product_name: "Steam Wallet Card",
  denomination: 50,
  quantity: 5,
  amount: 250,
  delivered_quantity: 0,
  delivered_on: null,
  created_at: "2026-05-15T14:00:00.000Z",
  product_id: "prod_01jv9x2m40r5k3q8zd7w000001",
  currency: "USD",
  wallet_id: 1,
  wallet_currency: "USD",
  total_payable: "241.25",
  refunded_amount: "0.00",
  transaction_id: 790,
  refund_transaction_id: null,
  source: "ledger" as const,
  provider_id: null,
  provider_order_id: null,
  forward_state: null,
  failure: null,
  exact: { denomination: "50.00", amount: "250.00" },
  updated_at: "2026-05-15T14:00:00.000Z",
  charges: CHARGES_EXAMPLE,
};

export const Order = Type.Object(
  {
    ...ORDER_MEMBERS,
    product_id: Type.String(),
    currency: { ...CurrencyCode, description: "The product's: of denomination and amount" },
    wallet_id: WalletId,
    wallet_currency: { ...CurrencyCode, description: "Of total_payable and refunded_amount" },
    total_payable: { ...Decimal, description: "What the wallet was debited" },
    refunded_amount: { ...Decimal, description: "What was given back for pieces that were not delivered" },
    transaction_id: Nullable(Type.Integer({ description: "The debit; null when there was nothing to pay" })),
    refund_transaction_id: Nullable(Type.Integer()),
    source: Type.Enum(WALLET_SOURCES, { description: "mirror: placed at the wallet's provider" }),
    provider_id: Nullable(Type.String()),
    provider_order_id: Nullable(Type.String()),
    forward_state: Nullable(
      Type.Enum(PLACEMENT_STATES, {
        description:
          "Of a mirror's order. pending: not known to be sent; unknown: sent, and the answer was lost; accepted: the provider has it; settled: its debit has been seen; refused: the provider does not have it.",
      }),
    ),
    failure: Nullable(
      Type.Object(
        { kind: Type.Enum(PLACEMENT_FAILURES), message: Type.String() },
        { description: "Why the provider does not have it" },
      ),
    ),
    exact: Type.Object({ denomination: Decimal, amount: Decimal }, { description: "The JSON numbers as strings" }),
    updated_at: Time,
    charges: { ...Charges, description: "The quote the order was placed on" },
  },
  { title: "Order", examples: [ORDER_EXAMPLE] },
);
export type Order = Static<typeof Order>;

/** The codes as the provider gave them. */
export const Vouchers = Type.Object(
  { vouchers: Type.Array(Type.Unknown({ description: "As the provider writes one" })) },
  { title: "Vouchers", examples: [{ vouchers: [{ code: "ABCD-EFGH", pin: "1234" }] }] },
);
export type Vouchers = Static<typeof Vouchers>;
