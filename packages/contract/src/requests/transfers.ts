import { Type } from "../schema.ts";
import { MAX_REFERENCE } from "../bounds.ts";
import { CurrencyCode, Nullable, WalletId } from "../scalars.ts";
import { AmountInput, NullableAmountInput } from "./money.ts";

export const CreateTransfer = Type.Object(
  {
    from_wallet_id: WalletId,
    to_wallet_id: WalletId,
    amount: { ...AmountInput, description: "In the sender's currency" },
    rate: Type.Optional({
      ...NullableAmountInput,
      description: "What one unit of the sender's currency is worth in the receiver's; the account's rate by default",
    }),
    fee: Type.Optional({ ...NullableAmountInput, description: "Debited on top, in the sender's currency" }),
    reference: Type.Optional(Nullable(Type.String({ maxLength: MAX_REFERENCE }))),
  },
  {
    title: "CreateTransfer",
    additionalProperties: false,
    examples: [{ from_wallet_id: 1, to_wallet_id: 2, amount: "1000.00", fee: "2.50" }],
  },
);

/** As the transfer itself; nothing is stored. */
export const PreviewTransfer = Type.Object(
  {
    from_wallet_id: WalletId,
    to_wallet_id: WalletId,
    amount: { ...AmountInput, description: "In the sender's currency" },
    rate: Type.Optional(NullableAmountInput),
    fee: Type.Optional(NullableAmountInput),
  },
  {
    title: "PreviewTransfer",
    additionalProperties: false,
    examples: [{ from_wallet_id: 1, to_wallet_id: 2, amount: "1000.00" }],
  },
);

const PERCENT_PATTERN = "^\\d{1,2}(\\.\\d{1,6})?$";

export const RebalancingQuery = Type.Object(
  {
    currency: Type.Optional({
      ...CurrencyCode,
      description: "In which balances are compared; the first wallet's by default",
    }),
    tolerance_percent: Type.Optional(
      Type.String({
        pattern: PERCENT_PATTERN,
        "x-message": "must be a percentage from 0 to 99.999999",
        default: "5",
        description: "By how much of the common runway a wallet's may differ and still count as level",
      }),
    ),
    fee_percent: Type.Optional(
      Type.String({
        pattern: PERCENT_PATTERN,
        "x-message": "must be a percentage from 0 to 99.999999",
        default: "0",
        description: "What a transfer costs the sender on top of its amount",
      }),
    ),
  },
  { additionalProperties: false },
);
