import type { Static } from "typebox";
import { Type } from "../schema.ts";
import { CurrencyCode, Decimal, Nullable, Time, WalletId } from "../scalars.ts";
import { ALTERNATIVE_KINDS } from "../vocabulary.ts";
import { RUNWAY_HOURS } from "./alert.ts";

export const Transfer = Type.Object(
  {
    id: Type.String({ description: "trf_…" }),
    from_wallet_id: WalletId,
    to_wallet_id: WalletId,
    from_currency: CurrencyCode,
    to_currency: CurrencyCode,
    amount: { ...Decimal, description: "What was exchanged, in the sender's currency" },
    fee: { ...Decimal, description: "What it cost on top, in the sender's currency" },
    rate: Nullable({
      ...Decimal,
      description: "From the sender's currency to the receiver's; null within one currency",
    }),
    received: { ...Decimal, description: "amount × rate, in the receiver's currency" },
    reference: Nullable(Type.String()),
    debit_transaction_id: Type.Integer({ description: "amount + fee" }),
    credit_transaction_id: Type.Integer(),
    created_at: Time,
  },
  {
    title: "Transfer",
    examples: [
      {
        id: "trf_01jv9x2m40r5k3q8zd7w000001",
        from_wallet_id: 1,
        to_wallet_id: 2,
        from_currency: "USD",
        to_currency: "EUR",
        amount: "1000.00",
        fee: "2.50",
        rate: "0.92",
        received: "920.00",
        reference: "REBALANCE-2026-05",
        debit_transaction_id: 801,
        credit_transaction_id: 802,
        created_at: "2026-05-15T14:30:00.000Z",
      },
    ],
  },
);
export type Transfer = Static<typeof Transfer>;

const TransferSide = Type.Object(
  {
    wallet_id: WalletId,
    name: Type.String(),
    currency: CurrencyCode,
    available: Decimal,
    available_after: Decimal,
    runway_hours: RUNWAY_HOURS,
    runway_hours_after: RUNWAY_HOURS,
  },
  { title: "TransferSide" },
);

/** What a transfer would move, with both balances and both runways before and after. */
export const TransferPreview = Type.Object(
  {
    amount: Decimal,
    fee: Decimal,
    rate: Nullable(Decimal),
    received: Decimal,
    from: TransferSide,
    to: TransferSide,
  },
  { title: "TransferPreview" },
);
export type TransferPreview = Static<typeof TransferPreview>;

/** Where a wallet's money can come from while a wire is too late. */
export const WalletAlternative = Type.Object(
  {
    kind: Type.Enum(ALTERNATIVE_KINDS, {
      description:
        "transfer: a ledger wallet of the account that can give `amount` and stays above its levels. same_provider: another wallet at the provider of this mirror, to spend from meanwhile.",
    }),
    wallet_id: WalletId,
    name: Type.String(),
    currency: CurrencyCode,
    available: Decimal,
    runway_hours: RUNWAY_HOURS,
    amount: Nullable({ ...Decimal, description: "What to transfer, in its currency; null for a mirror" }),
    rate: Nullable({ ...Decimal, description: "From its currency to the other's; null within one currency" }),
    received: Nullable({ ...Decimal, description: "What arrives, in the currency of the wallet that needs it" }),
  },
  { title: "WalletAlternative" },
);
export type WalletAlternative = Static<typeof WalletAlternative>;
