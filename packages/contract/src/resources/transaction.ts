import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { ErrorBody } from "../error-envelope.ts";
import { Nullable, Decimal, Time, WalletId } from "../scalars.ts";
import { DIRECTIONS, KINDS } from "../vocabulary.ts";
import { Transfer } from "./transfer.ts";

const transaction = {
  id: Type.Integer(),
  wallet_id: WalletId,
  currency_id: Type.Integer(),
  sequence: Type.Integer({ description: "1, 2, 3 … per wallet, without gaps" }),
  transaction_type: Type.Enum(DIRECTIONS),
  kind: Type.Enum(KINDS),
  amount: { ...Decimal, description: "Decimal string, never negative" },
  balance_after: Decimal,
  order_id: Nullable(Type.Integer()),
  source: Nullable(Type.String()),
  reference_number: Nullable(Type.String()),
  remarks: Nullable(Type.String()),
  status: Type.Literal("COMPLETED"),
  created_at: Time,
};

const example = {
  id: 790,
  wallet_id: 1,
  currency_id: 1,
  sequence: 12,
  transaction_type: "DEBIT",
  kind: "order",
  amount: "241.25",
  balance_after: "4758.75",
  order_id: 123,
  source: "api",
  reference_number: "MY_ORDER_001",
  remarks: null,
  status: "COMPLETED",
  created_at: "2026-05-15T14:30:00.000Z",
};

export const Transaction = Type.Object(transaction, { title: "Transaction", examples: [example] });
export type Transaction = Static<typeof Transaction>;

/** A transaction with what it belongs to. */
export const TransactionWithOrigin = Type.Object(
  {
    ...transaction,
    transfer: Nullable({ ...Transfer, description: "The transfer of which it is the debit or the credit" }),
    drift: Nullable(
      Type.Object(
        { id: Type.String(), provider_id: Type.String() },
        { description: "The drift whose difference it recorded" },
      ),
    ),
  },
  { title: "TransactionWithOrigin", examples: [{ ...example, transfer: null, drift: null }] },
);
export type TransactionWithOrigin = Static<typeof TransactionWithOrigin>;

/** One item's result: the response that the same request alone would have got. */
export const TransactionResult = Type.Union(
  [
    Type.Object({
      status: Type.Literal(201),
      transaction: Transaction,
      replayed: Type.Optional(Type.Literal(true, { description: "The idempotency key had taken effect before" })),
    }),
    Type.Object({ status: Type.Integer({ minimum: 400 }), error: ErrorBody }),
  ],
  { title: "TransactionResult" },
);

export const TransactionResults = Type.Object(
  { results: Type.Array(TransactionResult, { description: "One per item, in the order of the items" }) },
  { title: "TransactionResults" },
);
