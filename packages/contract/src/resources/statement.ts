import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { CurrencyCode, Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { KINDS } from "../vocabulary.ts";

const ByKind = Type.Object(Object.fromEntries(KINDS.map((kind) => [kind, Type.Optional(Decimal)])), {
  title: "AmountsByKind",
  description: "A kind without a transaction is left out",
});

export const Statement = Type.Object(
  {
    wallet_id: WalletId,
    currency: CurrencyCode,
    from: Nullable({ ...Time, description: "Null: from the wallet's first transaction on" }),
    to: Nullable({ ...Time, description: "Excluded. Null: up to now" }),
    opening: { ...Decimal, description: "The balance before the first transaction of the period" },
    closing: { ...Decimal, description: "opening, plus all credits, less all debits" },
    credits: ByKind,
    debits: ByKind,
    transaction_count: Type.Integer(),
  },
  {
    title: "Statement",
    examples: [
      {
        wallet_id: 1,
        currency: "USD",
        from: "2026-05-01T00:00:00.000Z",
        to: "2026-06-01T00:00:00.000Z",
        opening: "5000.00",
        closing: "4758.75",
        credits: { topup: "1000.00" },
        debits: { order: "1241.25" },
        transaction_count: 6,
      },
    ],
  },
);
export type Statement = Static<typeof Statement>;
